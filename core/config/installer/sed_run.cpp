// What a sed script makes of a text.

#include <algorithm>
#include <array>

#include "config/installer/sed.hpp"

namespace evenkeel::installer {

namespace {

class SedRun {
public:
    SedRun(Shell& shell, std::vector<SedCommand>& commands, const Traced& text, bool quiet, Offset at)
        : shell_(shell), commands_(commands), text_(text), quiet_(quiet), at_(at)
    {
    }

    Traced run()
    {
        out_.unknown_at = text_.unknown_at;
        for (std::size_t begin = 0; begin < text_.size() && !done_ && !shell_.stopped;) {
            const std::size_t line_feed = text_.bytes.find('\n', begin);
            has_line_feed_ = line_feed != std::string::npos;
            const std::size_t end = has_line_feed_ ? line_feed : text_.size();
            line_ = text_.slice(begin, end);
            line_.unknown_at = nowhere;
            feed_ = has_line_feed_ ? text_.from[line_feed] : at_;
            begin = has_line_feed_ ? line_feed + 1 : end;
            is_last_ = begin >= text_.size();
            ++number_;
            deleted_ = false;
            each(commands_);
            if (!deleted_ && !quiet_) print_line();
            for (const Traced& appended : appended_) print_text(appended);
            appended_.clear();
        }
        return std::move(out_);
    }

private:
    void missing_line_feed()
    {
        if (missing_) out_.append('\n', at_);
        missing_ = false;
    }
    void print_text(const Traced& text)
    {
        if (!shell_.spend(text.size(), at_)) return;
        missing_line_feed();
        out_.append(text);
    }
    void print_line()
    {
        print_text(line_);
        if (has_line_feed_) out_.append('\n', feed_);
        else missing_ = true;
    }

    bool matches_expression(const std::shared_ptr<const RE2>& own)
    {
        if (own != nullptr) last_ = own;
        return last_ != nullptr && RE2::PartialMatch(line_.bytes, *last_);
    }

    bool matches_address(const SedAddress& address)
    {
        switch (address.kind) {
        case SedAddress::Kind::none: return true;
        case SedAddress::Kind::line: return number_ == address.number;
        case SedAddress::Kind::last: return is_last_;
        case SedAddress::Kind::expression: return matches_expression(address.expression);
        case SedAddress::Kind::step: return address.step <= 0 ? number_ == address.number : number_ >= address.number && (number_ - address.number) % address.step == 0;
        case SedAddress::Kind::further: return false;
        }
        return false;
    }

    /// Also says whether this is the last line of a range.
    bool is_chosen(SedCommand& command, bool& ends)
    {
        ends = true;
        if (command.second.kind == SedAddress::Kind::none) return matches_address(command.first);
        if (!command.inside) {
            const bool from_zero = command.first.kind == SedAddress::Kind::line && command.first.number == 0 && command.second.kind == SedAddress::Kind::expression;
            if (from_zero ? number_ != 1 || command.ends_at != 0 : !matches_address(command.first)) return false;
            command.inside = true;
            command.ends_at = command.second.kind == SedAddress::Kind::line ? command.second.number : command.second.kind == SedAddress::Kind::further ? number_ + command.second.number : INT64_MAX;
            if (!from_zero) {
                ends = command.ends_at <= number_ || (command.second.kind == SedAddress::Kind::last && is_last_);
                if (ends) command.inside = false;
                return true;
            }
        }
        // A range that begins behind its last line is that one line; so is what a jump in numbers left behind.
        const bool over = command.ends_at != INT64_MAX ? number_ >= command.ends_at : command.second.kind != SedAddress::Kind::line && command.second.kind != SedAddress::Kind::further && matches_address(command.second);
        ends = over;
        if (over) command.inside = false;
        return true;
    }

    void each(std::vector<SedCommand>& commands)
    {
        for (SedCommand& command : commands) {
            if (deleted_ || done_ || !shell_.spend(16 + line_.size(), at_)) return;
            bool ends = true;
            if (is_chosen(command, ends) != command.negated) carry_out(command, ends || command.negated);
        }
    }

    void carry_out(SedCommand& command, bool ends)
    {
        switch (command.letter) {
        case '{': return each(command.block);
        case 'a': return void(appended_.push_back(command.text));
        case 'i': return print_text(command.text);
        case 'c':
            if (ends) print_text(command.text);
            return void(deleted_ = true);
        case 'd': return void(deleted_ = true);
        case 'p': return print_line();
        case '=': return print_text(traced(std::to_string(number_) + "\n", at_));
        case 'q': return void(done_ = true);
        case 's': return substitute(command);
        case 'y': {
            const std::size_t half = command.text.size() / 2;
            for (std::size_t i = 0; i < line_.size(); ++i) {
                const std::size_t found = command.text.bytes.substr(0, half).find(line_.bytes[i]);
                if (found != std::string::npos) line_.bytes[i] = command.text.bytes[half + found];
            }
            return;
        }
        default: return;
        }
    }

    void substitute(const SedCommand& command)
    {
        if (command.expression != nullptr) last_ = command.expression;
        if (last_ == nullptr) return;
        Traced made;
        std::array<re2::StringPiece, 10> groups;
        const int count = std::min(9, last_->NumberOfCapturingGroups()) + 1;
        std::size_t position = 0;
        std::int64_t seen = 0;
        bool changed = false;
        std::size_t after_match = std::string::npos;
        while (position <= line_.size() && last_->Match(line_.bytes, position, line_.size(), RE2::UNANCHORED, groups.data(), count)) {
            const auto begin = static_cast<std::size_t>(groups[0].data() - line_.bytes.data());
            const std::size_t end = begin + groups[0].size();
            if (!shell_.spend(line_.size() - position + 1, at_)) return;
            made.append(line_.slice(position, begin));
            // An empty match right behind a match is none.
            const bool counts = begin != end || begin != after_match;
            if (counts) ++seen;
            if (counts && seen >= command.which && (command.everywhere || !changed)) {
                changed = true;
                for (const SedPiece& piece : command.replacement) replace(made, piece, groups);
            } else {
                made.append(line_.slice(begin, end));
            }
            after_match = end;
            position = end;
            if (begin == end) {
                made.append(line_.slice(position, position + 1));
                ++position;
            }
            if (changed && !command.everywhere) break;
        }
        if (!changed) return;
        made.append(line_.slice(position, line_.size()));
        line_ = std::move(made);
        if (command.prints) print_line();
    }

    void replace(Traced& made, const SedPiece& piece, const std::array<re2::StringPiece, 10>& groups)
    {
        if (!shell_.spend(piece.text.size(), at_)) return;
        if (piece.group < 0) return made.append(piece.text);
        const re2::StringPiece& group = groups[static_cast<std::size_t>(piece.group)];
        if (group.data() == nullptr || !shell_.spend(group.size(), at_)) return;
        const auto begin = static_cast<std::size_t>(group.data() - line_.bytes.data());
        made.append(line_.slice(begin, begin + group.size()));
    }

    Shell& shell_;
    std::vector<SedCommand>& commands_;
    const Traced& text_;
    bool quiet_;
    Offset at_;
    Traced out_;
    Traced line_;
    Offset feed_ = nowhere;
    std::int64_t number_ = 0;
    bool has_line_feed_ = true;
    bool is_last_ = false;
    bool deleted_ = false;
    bool done_ = false;
    bool missing_ = false;
    std::vector<Traced> appended_;
    std::shared_ptr<const RE2> last_;
};

}  // namespace

Traced run_sed_script(Shell& shell, std::vector<SedCommand>& commands, const Traced& text, bool quiet, Offset at)
{
    return SedRun(shell, commands, text, quiet, at).run();
}

}  // namespace evenkeel::installer
