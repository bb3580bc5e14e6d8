#pragma once
// Small farms for tests, and a player of recorded choices.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "balancer/farm.hpp"

namespace farms {

using namespace evenkeel;
using namespace evenkeel::haproxy;

inline Backend backend(Algorithm algorithm, std::initializer_list<std::int64_t> weights, std::int64_t maxconn = 0)
{
    Backend made;
    made.name = "app";
    made.balance.algorithm = algorithm;
    for (const std::int64_t weight : weights) {
        Server server;
        server.id = static_cast<std::uint32_t>(made.servers.size() + 1);
        server.name = "s" + std::to_string(server.id);
        server.weight = weight;
        server.maxconn = maxconn;
        made.servers.push_back(server);
    }
    return made;
}

inline Farm farm(Algorithm algorithm, std::initializer_list<std::int64_t> weights, std::int64_t maxconn = 0)
{
    return make_farm(backend(algorithm, weights, maxconn), 200);
}

inline std::string name_of(ServerId server) { return server ? "s" + std::to_string(server.index + 1) : "nobody"; }

/// Streams come and go as the balancer lets them; what happens is told in the words of recorded.hpp.
struct Player {
    Farm farm;
    std::map<std::uint32_t, ServerId> held{};
    std::map<std::uint32_t, WaitingId> waiting{};

    std::string arrive(std::uint32_t number, bool hold)
    {
        ++farm.streams;
        const Choice choice = choose(farm, {});
        if (choice.kind != ChoiceKind::server) {
            waiting[number] = wait_for(farm, {number}, {});
            return "?" + std::to_string(number);
        }
        take_slot(farm, choice.server);
        held[number] = choice.server;
        if (hold) return "+" + std::to_string(number) + "=" + name_of(choice.server);
        depart(number);
        return name_of(choice.server);
    }

    std::string depart(std::uint32_t number)
    {
        const ServerId server = held.at(number);
        held.erase(number);
        release_slot(farm, server);
        std::string told = "-" + std::to_string(number);
        for (const Called& called : dequeue(farm, server)) {
            held[called.stream.index] = called.server;
            waiting.erase(called.stream.index);
            told += ">" + std::to_string(called.stream.index) + "=" + name_of(called.server);
        }
        --farm.streams;
        return told;
    }

    /// Does what a script says and gives the words that come out.
    std::string play(std::string_view script)
    {
        std::string told;
        std::uint32_t next = 1'000'000;
        for (std::size_t at = 0; at < script.size();) {
            const std::size_t end = script.find(' ', at);
            const std::string_view word = script.substr(at, end - at);
            at = end + 1;
            if (word[0] == 's') told += arrive(next++, false);
            else if (word[0] == '-') told += depart(number_in(word));
            else told += arrive(number_in(word), true);
            told += ' ';
        }
        return told;
    }

    static std::uint32_t number_in(std::string_view word)
    {
        std::uint32_t number = 0;
        for (std::size_t i = 1; i < word.size() && word[i] >= '0' && word[i] <= '9'; ++i) number = number * 10 + static_cast<std::uint32_t>(word[i] - '0');
        return number;
    }
};

}  // namespace farms
