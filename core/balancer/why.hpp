#pragma once
// Why a request has the server it has: one sentence, for `evenkeel decide` and the inspector.

#include <span>
#include <string>
#include <string_view>

#include "balancer/balancer.hpp"
#include "base/catalogue.hpp"

namespace evenkeel::haproxy {

/// A sentence of the catalogue, filled in.
struct Why {
    std::string_view id;            ///< "EK-HAP-0911"; empty: there is no server to tell of
    std::string text;
};

/// Why a stream that has a server has that one. `before`: its backend as it stood when the choice was made, a copy taken then; with
/// none, the backend as it stands now, so that numbers of requests under way may be later ones.
Why why_this_server(Balancer& balancer, Context& context, StreamId stream, const Farm* before = nullptr);

/// The stream of a request by its number; none: it is not under way.
StreamId stream_of_request(const Balancer& balancer, std::uint64_t request);

/// The sentences behind it, for the catalogue.
std::span<const Sentence> why_sentences();

}  // namespace evenkeel::haproxy
