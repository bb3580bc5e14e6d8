# cmake --install build/native: bin/evenkeel, share/evenkeel/labs and site, licences, and completions for the shells.
# cmake --install build/wasm --prefix FOLDER: the npm package's folder (script/package-npm calls it).
include(GNUInstallDirs)

# evenkeel_install_licences FOLDER: our licence's neighbours, one file a library, under the library's name.
function(evenkeel_install_licences folder)
  install(FILES "${EVENKEEL_FMT_DIR}/LICENSE.rst" DESTINATION "${folder}" RENAME fmt.txt)
  install(FILES "${EVENKEEL_RE2_DIR}/LICENSE" DESTINATION "${folder}" RENAME re2.txt)
  install(FILES "${EVENKEEL_JSON_DIR}/LICENSE.MIT" DESTINATION "${folder}" RENAME json.txt)
  install(FILES "${EVENKEEL_CLI11_DIR}/LICENSE" DESTINATION "${folder}" RENAME cli11.txt)
  if(NOT EMSCRIPTEN)
    install(FILES "${EVENKEEL_HTTPLIB_DIR}/LICENSE" DESTINATION "${folder}" RENAME httplib.txt)
  endif()
  # RE2's tables are made from Unicode's.
  install(FILES "${EVENKEEL_DEPS_DIR}/unicode/copyright" DESTINATION "${folder}" RENAME unicode.txt OPTIONAL)
endfunction()

if(EMSCRIPTEN)
  return()
endif()

install(TARGETS evenkeel RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(DIRECTORY labs/ DESTINATION "${CMAKE_INSTALL_DATADIR}/evenkeel/labs" OPTIONAL)
# The page, which the preset wasm builds; without it `evenkeel serve` says what is missing.
set(EVENKEEL_SITE_DIR "${PROJECT_SOURCE_DIR}/build/wasm/site" CACHE PATH "Folder of the browser lab to install")
install(DIRECTORY "${EVENKEEL_SITE_DIR}/" DESTINATION "${CMAKE_INSTALL_DATADIR}/evenkeel/site" OPTIONAL)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
evenkeel_install_licences("${CMAKE_INSTALL_DOCDIR}/licences")
install(FILES native/completions/evenkeel.bash
  DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME evenkeel)
install(FILES native/completions/_evenkeel DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
