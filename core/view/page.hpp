#pragma once
// What the page and the picture say to each other: one JSON object a call, one an answer.

#include <string>
#include <string_view>

#include "view/desk.hpp"

namespace evenkeel::view {

/// Carries out {"call": NAME, …} and gives the answer; {"error": …, "id": …} for a call that is wrong (page_says in lab/sentences.hpp). Calls, and what they take:
///   open {files, texts?, kept?}           a lab's bundle          state {}                what the page shows
///   play, pause, step, undo, redo {}                              speed {value}, seek {at}
///   do {node, choice}                                             choices {node}, inspect {node}, outlook {node}, plots {}, diagram {}, select {node}
///   follow {visitors?, request?, began?}  the next request, or that one; hop {index}
///   edit {path, text, joins?}, check {}, apply {how}              branch {index}, rival {index or null}, drag {node, x, y}
///   explain {objective}, journal {from}, hash {}, spare_memory {}, keep {}         (`keep`: what `open` takes back)
/// Instants are nanoseconds as decimal strings: JavaScript's numbers are too short for them.
std::string answer(Desk& desk, std::string_view call);

}  // namespace evenkeel::view
