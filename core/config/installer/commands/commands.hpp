#pragma once
// The commands that are carried out: one function each, in the file of its family.

#include "config/installer/shell.hpp"

namespace evenkeel::installer {

// print.cpp
void run_echo(Shell& shell, Call& call);
void run_printf(Shell& shell, Call& call);
// streams.cpp
void run_cat(Shell& shell, Call& call);
void run_tee(Shell& shell, Call& call);
void run_dd(Shell& shell, Call& call);
void run_grep(Shell& shell, Call& call);
// files.cpp
void run_cp(Shell& shell, Call& call);
void run_mv(Shell& shell, Call& call);
void run_rm(Shell& shell, Call& call);
void run_mkdir(Shell& shell, Call& call);
void run_touch(Shell& shell, Call& call);
void run_ln(Shell& shell, Call& call);
void run_install(Shell& shell, Call& call);
void run_truncate(Shell& shell, Call& call);
void run_download(Shell& shell, Call& call);
// sed.cpp
void run_sed(Shell& shell, Call& call);
// state.cpp
void run_cd(Shell& shell, Call& call);
void run_declare(Shell& shell, Call& call);
void run_unset(Shell& shell, Call& call);
void run_set(Shell& shell, Call& call);
void run_read(Shell& shell, Call& call);
void run_shift(Shell& shell, Call& call);
void run_leave(Shell& shell, Call& call);
void run_true(Shell& shell, Call& call);
void run_false(Shell& shell, Call& call);
void run_uncertain(Shell& shell, Call& call);
// wrappers.cpp
void run_sudo(Shell& shell, Call& call);
void run_shell(Shell& shell, Call& call);
void run_eval(Shell& shell, Call& call);
void run_source(Shell& shell, Call& call);
void run_prefix(Shell& shell, Call& call);
// test.cpp
void run_test(Shell& shell, Call& call);

/// The words behind the options; `with_value` lists the option letters that take the next word.
std::vector<Traced> operands(const Call& call, std::string_view with_value, std::string& options);
/// What a command reads: unknown where nothing is connected to it.
Traced input_of(Shell& shell, const Call& call);

}  // namespace evenkeel::installer
