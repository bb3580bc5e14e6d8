// Packets of MySQL, LDAP and SPOP, as far as a check looks into them. Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.

#include <iterator>

#include "balancer/check_judge.hpp"

namespace evenkeel::haproxy {

namespace {

/// Bytes of a packet from one on, the first of them the most significant; nothing where there are less.
struct Bytes {
    std::string_view text;

    bool has(std::size_t from, std::size_t count) const { return from <= text.size() && count <= text.size() - from; }
    std::uint64_t at(std::size_t i) const { return static_cast<unsigned char>(text[i]); }
    std::uint64_t number(std::size_t from, std::size_t count) const
    {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) value = value << 8 | at(from + i);
        return value;
    }
};

/// A number of SPOP: one byte up to 239; from there on further ones of seven bits each, the least significant first.
std::optional<std::uint64_t> spop_number(std::string_view& rest)
{
    const Bytes bytes{rest};
    if (rest.empty()) return std::nullopt;
    std::uint64_t value = bytes.at(0);
    std::size_t used = 1;
    if (value >= 240) {
        int shift = 4;
        do {
            if (used == rest.size() || shift > 56) return std::nullopt;
            value += bytes.at(used) << shift;
            shift += 7;
        } while (bytes.at(used++) >= 128);
    }
    rest.remove_prefix(used);
    return value;
}

std::optional<std::string_view> spop_text(std::string_view& rest)
{
    const auto length = spop_number(rest);
    if (!length || *length > rest.size()) return std::nullopt;
    const std::string_view text = rest.substr(0, static_cast<std::size_t>(*length));
    rest.remove_prefix(text.size());
    return text;
}

/// A value that is typed: a number or a text, in `text` what a text is.
struct SpopValue {
    std::uint64_t number = 0;
    std::optional<std::string_view> text;
};
std::optional<SpopValue> spop_value(std::string_view& rest)
{
    if (rest.empty()) return std::nullopt;
    const int type = static_cast<unsigned char>(rest[0]) & 15;
    rest.remove_prefix(1);
    SpopValue value;
    if (type == 0 || type == 1) return value;                   // nothing; a truth, which stands in the type's byte
    if (type >= 2 && type <= 5) {
        const auto number = spop_number(rest);
        if (!number) return std::nullopt;
        value.number = *number;
        return value;
    }
    if (type == 6 || type == 7) {
        const std::size_t size = type == 6 ? 4 : 16;
        if (rest.size() < size) return std::nullopt;
        rest.remove_prefix(size);
        return value;
    }
    if (type != 8 && type != 9) return std::nullopt;
    value.text = spop_text(rest);
    return value.text ? std::optional(value) : std::nullopt;
}

/// "2.0", "2", " 2.1": the version that is spoken.
bool is_version_2(std::string_view text)
{
    text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
    return text == "2" || text.starts_with("2.");
}

/// An agent's reason to hang up.
std::string_view reason_of_goodbye(std::string_view rest)
{
    constexpr std::string_view reasons[] = {
        "normal", "I/O error", "a timeout occurred", "frame is too big", "invalid frame received", "version value not found", "max-frame-size value not found",
        "capabilities value not found", "unsupported version", "max-frame-size too big or too small", "fragmentation not supported",
        "invalid interlaced frames", "frame-id not found", "resource allocation error",
    };
    std::uint64_t reason = 0;
    while (!rest.empty()) {
        const auto key = spop_text(rest);
        const auto value = key ? spop_value(rest) : std::nullopt;
        if (!value) return "invalid frame received";
        if (*key == "status-code") reason = value->number;
    }
    return reason < std::size(reasons) ? reasons[static_cast<std::size_t>(reason)] : "an unknown error occurred";
}

/// What is wrong with an agent's hello; empty: nothing.
std::string_view fault_of_hello(std::string_view rest)
{
    constexpr std::uint64_t least_frame = 256;
    constexpr std::uint64_t most_frame = 16'380;
    bool has_version = false;
    bool has_size = false;
    while (!rest.empty()) {
        const auto key = spop_text(rest);
        if (!key) return "invalid frame received";
        const auto value = spop_value(rest);
        if (!value) return "invalid frame received";
        if (*key == "version") {
            if (!value->text) return "invalid frame received";
            if (!is_version_2(*value->text)) return "unsupported version";
            has_version = true;
        } else if (*key == "max-frame-size") {
            if (value->text) return "invalid frame received";
            if (value->number < least_frame || value->number > most_frame) return "max-frame-size too big or too small";
            has_size = true;
        } else if (*key == "capabilities") {
            if (!value->text) return "invalid frame received";
        }
    }
    if (!has_version) return "version value not found";
    return has_size ? "" : "max-frame-size value not found";
}

}  // namespace

/// Three bytes of length, a number, and a payload that begins with 0xff when it is an error.
Verdict judge_mysql(std::size_t wanted, std::string_view text, bool is_over)
{
    constexpr std::size_t head = 4;
    const Bytes bytes{text};
    std::size_t at = 0;
    for (std::size_t packet = 0; bytes.has(at, head); ++packet) {
        const auto length = static_cast<std::size_t>(bytes.at(at) | bytes.at(at + 1) << 8 | bytes.at(at + 2) << 16);
        if (length == 0 || !bytes.has(at + head, length)) break;
        if (packet == wanted) {
            if (bytes.at(at + head) != 0xff) return passes();
            const std::uint64_t number = length > 2 ? bytes.at(at + head + 1) | bytes.at(at + head + 2) << 8 : 0;
            return fails(CheckResult::l7_status, static_cast<std::int32_t>(number), std::string(text.substr(at + head, length).substr(std::min<std::size_t>(length, 3))));
        }
        at += head + length;
    }
    return is_over ? fails(CheckResult::l7_response, 0, {}) : wait();
}

/// A message of ASN.1 with the number 1, in it the answer to a bind, in it the result. Lengths have one byte, or 0x82 or 0x84 and so many more.
Verdict judge_ldap(std::string_view text, bool is_over)
{
    const Verdict other = fails(CheckResult::l7_response, 0, "Not LDAPv3 protocol");
    const Verdict too_short = is_over ? fails(CheckResult::l7_response, 0, {}) : wait();
    const Bytes bytes{text};
    if (!bytes.has(1, 1)) return too_short;
    std::size_t at = 2;
    std::uint64_t length = bytes.at(1);
    if (length >= 0x80) {
        const auto size = static_cast<std::size_t>(length & 0x7f);
        if (size != 2 && size != 4) return other;
        if (!bytes.has(2, size)) return too_short;
        length = bytes.number(2, size);
        at += size;
    }
    if (!bytes.has(at, static_cast<std::size_t>(length))) return too_short;
    const auto follows = [&](std::string_view expected) {
        const bool is = text.substr(std::min(at, text.size())).starts_with(expected);
        at += expected.size();
        return is;
    };
    if (!follows("\x02\x01\x01\x61")) return other;
    if (bytes.has(at, 1)) at += 1 + (bytes.at(at) >= 0x80 ? static_cast<std::size_t>(bytes.at(at) & 0x7f) : 0);
    if (!follows("\x0a\x01") || !bytes.has(at, 1)) return other;
    const std::uint64_t result = bytes.at(at);
    return result == 0 ? passes() : fails(CheckResult::l7_status, static_cast<std::int32_t>(result), "See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9");
}

/// Four bytes of length; a type, four bytes of flags, the numbers of a stream and a frame, then names with values.
Verdict judge_spop(std::string_view text, bool is_over)
{
    constexpr std::size_t head = 4;
    constexpr unsigned char hello = 101;
    constexpr unsigned char goodbye = 102;
    const Bytes bytes{text};
    const auto bad = [](std::string_view why) { return fails(CheckResult::l7_response, 0, std::string(why)); };
    const std::size_t length = bytes.has(0, head) ? static_cast<std::size_t>(bytes.number(0, head)) : 0;
    if (!bytes.has(0, head) || !bytes.has(head, length)) return is_over ? bad("invalid frame received") : wait();
    std::string_view rest = text.substr(head, length);
    constexpr std::size_t type_and_flags = 5;
    const unsigned char type = rest.empty() ? 0 : static_cast<unsigned char>(rest[0]);
    if (rest.size() < type_and_flags + 2 || (type != hello && type != goodbye)) return bad("invalid frame received");
    if ((static_cast<unsigned char>(rest[4]) & 1) == 0) return bad("fragmentation not supported");
    rest.remove_prefix(type_and_flags);
    const auto stream = spop_number(rest);
    const auto frame = spop_number(rest);
    if (!stream || !frame || *stream != 0 || *frame != 0) return bad("invalid frame received");
    if (type == goodbye) return bad(reason_of_goodbye(rest));
    const std::string_view fault = fault_of_hello(rest);
    return fault.empty() ? passes() : bad(fault);
}

}  // namespace evenkeel::haproxy
