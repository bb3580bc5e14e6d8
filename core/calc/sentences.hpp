#pragma once
// What the calculators say of a question that has no answer: EK-CLC-….

#include <span>

#include "base/catalogue.hpp"

namespace evenkeel::calc {

struct Sentences {
    Sentence out_of_range{"EK-CLC-0001", "{what} is {value}; allowed is {least} to {most}", "",
                          "The formula has no meaning outside of this range, or would take more work than an answer at once allows. A probability lies "
                          "between 0 and 1, a time and a rate are never negative, and what is counted is at least one."};
    Sentence no_steady_state{"EK-CLC-0002", "there is no steady state at a load of {load}: the queue grows for ever",
                             "give more than {erlangs} servers, or bound the requests in the system with --capacity",
                             "Waiting times settle only while less work arrives than the servers can do, that is at a load below 1. At 1 and above every "
                             "waiting time grows without end as long as the load lasts; a bounded queue turns the excess away and has a steady state again."};
    Sentence needed_above_units{"EK-CLC-0003", "{needed} units are needed and there are {units}", "ask for at most as many as there are",
                                "A structure of n units of which k must work cannot need more units than it has."};
    Sentence capacity_below_servers{"EK-CLC-0004", "the capacity {capacity} is less than the {servers} servers", "count the requests in service too",
                                    "The capacity is the number of requests that may be in the system, in service and waiting: below the number of servers some "
                                    "of them could never work."};
    Sentence switchover_of_pair{"EK-CLC-0005", "a switchover that can fail is reckoned for a pair of which one suffices", "take 2 units, 1 needed, or leave --switchover at 1",
                                "An uncovered failure has a state of its own, which the model has for the pair only: with more units it would need to say which of "
                                "them the switchover is between."};
};
inline constexpr Sentences says;

/// All of them, in order of their ids.
std::span<const Sentence> calc_sentences();

}  // namespace evenkeel::calc
