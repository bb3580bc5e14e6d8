#pragma once
// What the terminal and a runbook say when they refuse a line, each sentence once. What a tool itself would print is its own words.

#include "base/catalogue.hpp"

namespace evenkeel::console {

struct OperatorSentences {
    Sentence syntax{"EK-OPR-0001", "'{what}' is not understood in a command line", "a line is one command, or several joined by |, with '…', \"…\" and \\ as a shell has them; no ; && > < & $ or `", "Each line of an operator is one thing done at one moment. What a shell could make of several, of files and of variables is not simulated."};
    Sentence open_quote{"EK-OPR-0002", "the quote {quote} is not closed", "close it in the same line", "A shell would wait for more lines; here each line stands by itself."};
    Sentence no_command{"EK-OPR-0003", "no command", "write one, as {example}", "Between and around | there must be a command."};
    Sentence unknown_command{"EK-OPR-0004", "{command}: command not found", "{repair}", "Only these tools are simulated on the hosts of a lab."};
    Sentence not_allowed{"EK-OPR-0005", "this lab does not have {command}", "{repair}", "lab.json says under \"commands\" which tools an operator has."};
    Sentence unknown_host{"EK-OPR-0006", "no host '{host}'", "{repair}", "Commands are typed on hosts of the lab's topology."};
    Sentence not_simulated{"EK-OPR-0007", "{command}: {what} is not simulated", "{repair}", "The real tool knows it. It is refused, so that nobody believes that it was done."};
    Sentence not_a_filter{"EK-OPR-0008", "{command} does not read what comes out of |", "behind | stand {known}", "Text goes through a pipe only to what reads it."};
    Sentence needs_input{"EK-OPR-0009", "{command} waits for what is typed", "write: echo \"show stat\" | socat stdio /run/haproxy/admin.sock", "A line has to be whole: nobody types into a running command here."};
    Sentence no_connections{"EK-OPR-0010", "this lab is simulated without connections: nothing can be typed in it", "", "At the level of detail \"requests\" there is no process to talk to."};
    Sentence no_commands{"EK-OPR-0011", "this lab has no commands", "leave runbook.txt out", "lab.json says under \"commands\" which tools an operator has; this one has none."};
    Sentence too_many_lines{"EK-OPR-0012", "{count} commands; at most {most} are carried out", "", "The limit keeps a run possible."};
    Sentence too_long{"EK-OPR-0013", "the command has {bytes} bytes; at most {most} are read", "", "No command of an operator is so long."};
    Sentence no_time{"EK-OPR-0014", "no time: '{text}'", "begin the line with +MM:SS.mmm, as +02:05.500 lb-01$ {example}", "Each line of a runbook says when its command is typed, counted from the beginning of the run."};
    Sentence goes_back{"EK-OPR-0015", "{time} is not after {before}, the time of the line before", "put the lines in order, one command a moment; a millisecond between two is enough", "A runbook is read from top to bottom, as it was typed."};
    Sentence after_the_end{"EK-OPR-0016", "{time} is not before the end of the run ({end})", "", "What is typed then would never be carried out."};
    Sentence no_prompt{"EK-OPR-0017", "no prompt 'HOST$' behind the time", "write: {time} {host}$ {example}", "The prompt says on which host the command is typed."};
};
inline constexpr OperatorSentences says{};

}  // namespace evenkeel::console
