// Reads a sed script. Recorded from GNU sed 4.9.

#include <algorithm>

#include "config/installer/regular_expression.hpp"
#include "config/installer/sed.hpp"

namespace evenkeel::installer {

namespace {

constexpr std::size_t most_commands = 1000;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

class SedParser {
public:
    SedParser(const Traced& script, bool extended) : script_(script), extended_(extended) {}

    std::optional<std::vector<SedCommand>> commands()
    {
        auto made = block(0);
        if (failed_ || position_ < script_.size()) return std::nullopt;
        return made;
    }

private:
    bool ended() const { return failed_ || position_ >= script_.size(); }
    char peek(std::size_t ahead = 0) const { return position_ + ahead < script_.size() ? script_.bytes[position_ + ahead] : '\0'; }
    void blanks()
    {
        while (!ended() && is_blank(peek())) ++position_;
    }
    void between()
    {
        while (!ended() && (is_blank(peek()) || peek() == ';' || peek() == '\n')) ++position_;
    }

    std::vector<SedCommand> block(int depth)
    {
        std::vector<SedCommand> made;
        for (between(); !ended(); between()) {
            if (peek() == '#') {
                while (!ended() && peek() != '\n') ++position_;
                continue;
            }
            if (peek() == '}') {
                failed_ = failed_ || depth == 0;
                break;
            }
            if (++count_ > most_commands || depth > 20) failed_ = true;
            made.push_back(command(depth));
        }
        return made;
    }

    SedCommand command(int depth)
    {
        SedCommand made;
        made.first = address();
        blanks();
        if (peek() == ',' && made.first.kind != SedAddress::Kind::none) {
            ++position_;
            blanks();
            made.second = address();
            if (made.second.kind == SedAddress::Kind::none) failed_ = true;
        }
        for (blanks(); peek() == '!'; blanks()) made.negated = true, ++position_;
        if (ended()) return failed_ = true, made;
        made.letter = peek();
        ++position_;
        switch (made.letter) {
        case '{':
            made.block = block(depth + 1);
            if (peek() != '}') failed_ = true;
            else ++position_;
            return end(made), made;
        case 'a': case 'i': case 'c': made.text = text(); return made;
        case 's': substitution(made); return end(made), made;
        case 'y': transliteration(made); return end(made), made;
        case 'd': case 'p': case 'q': case '=': return end(made), made;
        default: failed_ = true; return made;
        }
    }

    /// Behind a command only its end may stand.
    void end(const SedCommand&)
    {
        blanks();
        if (!ended() && peek() != ';' && peek() != '\n' && peek() != '}' && peek() != '#') failed_ = true;
    }

    std::int64_t number()
    {
        std::int64_t value = 0;
        while (!ended() && peek() >= '0' && peek() <= '9') value = std::min<std::int64_t>(1'000'000'000, value * 10 + (peek() - '0')), ++position_;
        return value;
    }

    SedAddress address()
    {
        SedAddress made;
        const char c = peek();
        if (c >= '0' && c <= '9') {
            made.kind = SedAddress::Kind::line;
            made.number = number();
            if (peek() == '~') ++position_, made.kind = SedAddress::Kind::step, made.step = number();
        } else if (c == '+') {
            ++position_;
            made.kind = SedAddress::Kind::further;
            made.number = number();
        } else if (c == '$') {
            ++position_;
            made.kind = SedAddress::Kind::last;
        } else if (c == '/' || (c == '\\' && position_ + 1 < script_.size())) {
            position_ += c == '/' ? 0 : 1;
            made.kind = SedAddress::Kind::expression;
            const Traced pattern = until_delimiter(true);
            bool any_case = false;
            while (peek() == 'I' || peek() == 'M') any_case = any_case || peek() == 'I', ++position_;
            made.expression = compiled(pattern, any_case);
        }
        return made;
    }

    std::shared_ptr<const RE2> compiled(const Traced& pattern, bool any_case)
    {
        if (pattern.empty() || failed_) return nullptr;
        const auto translated = to_re2(pattern.bytes, extended_);
        RE2::Options options = regular_expression_options();
        options.set_case_sensitive(!any_case);
        auto made = translated && pattern.known() && translated->size() < 10'000 ? std::make_shared<const RE2>(*translated, options) : nullptr;
        if (made == nullptr || !made->ok()) failed_ = true;
        return made;
    }

    /// From a delimiter to the next one, as GNU's match_slash cuts it.
    Traced until_delimiter(bool expression)
    {
        Traced made;
        const char delimiter = peek();
        if (delimiter == '\n' || delimiter == '\\') failed_ = true;
        for (++position_; !ended() && peek() != delimiter; ++position_) {
            if (expression && peek() == '\n') return failed_ = true, made;
            if (peek() == '\\') {
                const Offset at = script_.from[position_];
                ++position_;
                if (ended()) return failed_ = true, made;
                if (peek() == 'n' && expression) {
                    made.append("\\n", at);
                    continue;
                }
                if (peek() != '\n' && (peek() != delimiter || (!expression && peek() == '&'))) made.append('\\', at);
            }
            made.append(peek(), script_.from[position_]);
        }
        if (ended()) return failed_ = true, made;
        ++position_;
        made.unknown_at = script_.unknown_at;
        return made;
    }

    void substitution(SedCommand& made)
    {
        const Traced pattern = until_delimiter(true);
        if (failed_) return;
        --position_;
        const Traced replacement = until_delimiter(false);
        if (failed_) return;
        bool any_case = false;
        for (bool more = true; more && !ended();) {
            const char c = peek();
            if (c == 'g') made.everywhere = true, ++position_;
            else if (c == 'p') made.prints = true, ++position_;
            else if (c == 'i' || c == 'I') any_case = true, ++position_;
            else if (c >= '1' && c <= '9') made.which = number();
            else if (c == 'e' || c == 'w' || c == 'm' || c == 'M') failed_ = true;
            else more = false;
        }
        made.expression = compiled(pattern, any_case);
        pieces(made, replacement);
    }

    void pieces(SedCommand& made, const Traced& replacement)
    {
        Traced letters;
        const auto group = [&](int number) {
            made.replacement.push_back({std::move(letters), -1});
            letters.clear();
            made.replacement.push_back({{}, number});
        };
        for (std::size_t i = 0; i < replacement.size(); ++i) {
            const char c = replacement.bytes[i];
            if (c == '&') {
                group(0);
            } else if (c == '\\' && i + 1 < replacement.size()) {
                const char next = replacement.bytes[++i];
                if (next >= '0' && next <= '9') group(next - '0');
                else if (std::string_view("LUlEuec").find(next) != std::string_view::npos) failed_ = true;
                else escaped(letters, replacement, i);
            } else {
                letters.append(c, replacement.from[i]);
            }
        }
        made.replacement.push_back({std::move(letters), -1});
        const int groups = made.expression == nullptr ? 9 : made.expression->NumberOfCapturingGroups();
        for (const SedPiece& piece : made.replacement) failed_ = failed_ || piece.group > groups;
    }

    /// text[index] stands behind a backslash.
    static void escaped(Traced& out, const Traced& text, std::size_t& index)
    {
        std::size_t at = index - 1;
        const Offset from = text.from[at];
        const char c = text.bytes[index];
        const bool special = std::string_view("anfrtvx").find(c) != std::string_view::npos;
        if (const auto letters = special ? escape(text.bytes, at, EscapeStyle::ansi) : std::nullopt) {
            out.append(*letters, from);
            index = at - 1;
        } else {
            out.append(c, text.from[index]);
        }
    }

    /// Behind a, i or c. A backslash keeps the blanks that follow it; one at the end of a line goes on to the next.
    Traced text()
    {
        blanks();
        if (ended()) return failed_ = true, Traced{};
        if (peek() == '\\') {
            ++position_;
            const std::size_t start = position_;
            blanks();
            if (peek() == '\n') ++position_;
            else position_ = start;
            if (ended()) return failed_ = true, Traced{};
        }
        Traced made;
        made.unknown_at = script_.unknown_at;
        Offset end = script_.from[std::min(position_, script_.size() - 1)];
        for (; !ended() && peek() != '\n'; ++position_) {
            end = script_.from[position_];
            if (peek() == '\\') {
                if (++position_; ended()) break;
                escaped(made, script_, position_);
            } else {
                made.append(peek(), end);
            }
        }
        made.append('\n', end);
        return made;
    }

    void transliteration(SedCommand& made)
    {
        const Traced from = until_delimiter(false);
        if (failed_) return;
        --position_;
        const Traced to = until_delimiter(false);
        if (from.size() != to.size() || from.bytes.find('\\') != std::string::npos || to.bytes.find('\\') != std::string::npos) failed_ = true;
        made.text = from;
        made.text.append(to);
    }

    const Traced& script_;
    bool extended_;
    std::size_t position_ = 0;
    std::size_t count_ = 0;
    bool failed_ = false;
};

}  // namespace

std::optional<std::vector<SedCommand>> parse_sed(const Traced& script, bool extended) { return SedParser(script, extended).commands(); }

}  // namespace evenkeel::installer
