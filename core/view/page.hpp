#pragma once
// What the page and the picture say to each other: one JSON object a call, one an answer.

#include <string>
#include <string_view>

#include "base/catalogue.hpp"
#include "view/desk.hpp"

namespace evenkeel::view {

/// Carries out {"call": NAME, …} and gives the answer; {"error": …} for a call that is wrong. Calls, and what they take:
///   open {files, texts?, kept?}           a lab's bundle          state {}                what the page shows
///   play, pause, step, undo, redo {}                              speed {value}, seek {at}
///   do {node, choice}                                             choices {node}, inspect {node}, select {node}
///   edit {path, text, joins?}, check {}, apply {how}              branch {index}, rival {index or null}, drag {node, x, y}
///   explain {objective}, journal {from}, hash {}, keep {}         (`keep`: what `open` takes back)
/// Instants are nanoseconds as decimal strings: JavaScript's numbers are too short for them.
std::string answer(Desk& desk, std::string_view call);

/// All that answer() says in words of its own, for the catalogue.
struct PageSentences {
    Sentence not_a_call{"EK-PAG-0001", "'{what}' is no call that this version knows", "", "The page and the simulator are of different versions: load the page anew."};
    Sentence no_lab{"EK-PAG-0002", "no lab is open", "", "Choose a lab from the gallery first."};
    Sentence no_choice{"EK-PAG-0003", "'{choice}' cannot be done to {node} now", "", "What can be done to a node depends on its state: open its menu again."};
};
inline constexpr PageSentences page_says;

}  // namespace evenkeel::view
