// test, [ and [[: what can be said without the machine. Nothing where it cannot.

#include <algorithm>

#include "base/text.hpp"
#include "config/installer/commands/commands.hpp"

namespace evenkeel::installer {

namespace {

using Answer = std::optional<bool>;

class Test {
public:
    Test(Shell& shell, const std::vector<Traced>& words, bool patterns, Offset at) : shell_(shell), words_(words), patterns_(patterns), at_(at) {}

    Answer result()
    {
        const Answer answer = any();
        return position_ == words_.size() ? answer : std::nullopt;
    }

private:
    bool has(std::size_t ahead = 0) const { return position_ + ahead < words_.size(); }
    std::string_view at(std::size_t ahead = 0) const { return has(ahead) ? std::string_view(words_[position_ + ahead].bytes) : std::string_view{}; }
    bool take(std::string_view a, std::string_view b)
    {
        if (!has() || (at() != a && at() != b)) return false;
        ++position_;
        return true;
    }

    Answer any()
    {
        Answer left = all();
        while (take("||", "-o")) {
            const Answer right = all();
            if (left == true || right == true) left = true;
            else if (!left || !right) left = std::nullopt;
        }
        return left;
    }
    Answer all()
    {
        Answer left = negation();
        while (take("&&", "-a")) {
            const Answer right = negation();
            if (left == false || right == false) left = false;
            else if (!left || !right) left = std::nullopt;
        }
        return left;
    }
    Answer negation()
    {
        bool negated = false;
        // "!" alone is a word like any other.
        while (at() == "!" && has(1)) negated = !negated, ++position_;
        const Answer answer = one();
        return answer && negated ? Answer(!*answer) : answer;
    }

    Answer one()
    {
        if (++nested_ > 40) return std::nullopt;
        if (at() == "(" && has(1)) {
            ++position_;
            const Answer inside = any();
            take(")", ")");
            return inside;
        }
        constexpr std::string_view both[] = {"=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "=~", "<", ">", "-nt", "-ot"};
        if (has(2) && std::find(std::begin(both), std::end(both), at(1)) != std::end(both)) return compared();
        if (has(1) && at().size() == 2 && at()[0] == '-' && at(1) != "&&" && at(1) != "||" && at(1) != "-a" && at(1) != "-o" && at(1) != ")") return asked();
        if (!has()) return false;
        const Traced& word = words_[position_++];
        return word.known() ? Answer(!word.empty()) : std::nullopt;
    }

    Answer compared()
    {
        const Traced& left = words_[position_];
        const std::string_view sign = at(1);
        const Traced& right = words_[position_ + 2];
        position_ += 3;
        if (!left.known() || !right.known()) return std::nullopt;
        if (sign == "=" || sign == "==" || sign == "!=") {
            std::size_t work = 0;
            const bool equal = patterns_ ? matches(right.bytes, left.bytes, work) : left.bytes == right.bytes;
            if (!shell_.spend(work, at_)) return std::nullopt;
            return equal == (sign != "!=");
        }
        if (sign[0] != '-' || sign == "-nt" || sign == "-ot") return std::nullopt;
        const auto a = patterns_ ? calculate(shell_, left.bytes) : parse_integer(trim(left.bytes));
        const auto b = patterns_ ? calculate(shell_, right.bytes) : parse_integer(trim(right.bytes));
        if (!a || !b) return false;
        if (sign == "-eq") return *a == *b;
        if (sign == "-ne") return *a != *b;
        if (sign == "-lt") return *a < *b;
        if (sign == "-le") return *a <= *b;
        return sign == "-gt" ? *a > *b : *a >= *b;
    }

    Answer asked()
    {
        const char letter = at()[1];
        const Traced& word = words_[position_ + 1];
        position_ += 2;
        if (!word.known()) return std::nullopt;
        if (letter == 'z') return word.empty();
        if (letter == 'n') return !word.empty();
        const std::string path = shell_.full_path(word.bytes);
        if (letter == 'd') return shell_.is_folder(path);
        if (letter == 'e' || letter == 'r' || letter == 'w') return shell_.exists(path);
        if (letter == 'L' || letter == 'h') return shell_.exists(path) == false ? Answer(false) : std::nullopt;
        if (letter == 'f') {
            const Answer folder = shell_.is_folder(path);
            return folder == true ? Answer(false) : shell_.exists(path);
        }
        if (letter == 's') {
            if (shell_.exists(path) != true) return shell_.exists(path);
            const auto text = shell_.read(path, at_);
            return text && text->known() ? Answer(!text->empty()) : std::nullopt;
        }
        return std::nullopt;
    }

    Shell& shell_;
    const std::vector<Traced>& words_;
    bool patterns_;
    Offset at_;
    std::size_t position_ = 0;
    int nested_ = 0;
};

}  // namespace

void run_test(Shell& shell, Call& call)
{
    std::vector<Traced> words(call.words.begin() + 1, call.words.end());
    const std::string_view close = call.name() == "[" ? "]" : call.name() == "[[" ? "]]" : "";
    if (!close.empty()) {
        if (words.empty() || words.back().bytes != close) return void(shell.memory.status = 2);
        words.pop_back();
    }
    const Answer answer = Test(shell, words, call.name() == "[[", call.at).result();
    shell.memory.status = answer ? std::optional<int>(*answer ? 0 : 1) : std::nullopt;
}

}  // namespace evenkeel::installer
