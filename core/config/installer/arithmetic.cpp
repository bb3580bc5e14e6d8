// $((…)): whole numbers, + - * / % comparisons, && || !, =, += and -=, ++ and --.

#include <cctype>

#include "base/text.hpp"
#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

class Calculation {
public:
    Calculation(Shell& shell, std::string_view text, int depth) : shell_(shell), text_(text), depth_(depth) {}

    std::optional<std::int64_t> result()
    {
        const std::int64_t value = level(0);
        blanks();
        if (failed_ || position_ != text_.size()) return std::nullopt;
        return value;
    }

private:
    struct Operation {
        std::string_view sign;
        int level;
    };

    void blanks()
    {
        while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_])) != 0) ++position_;
    }
    bool take(std::string_view sign)
    {
        blanks();
        if (!text_.substr(position_).starts_with(sign)) return false;
        position_ += sign.size();
        return true;
    }

    /// The operation that stands here, of at least this level.
    const Operation* operation(int least)
    {
        static constexpr Operation all[] = {{"||", 0}, {"&&", 1}, {"==", 2}, {"!=", 2}, {"<=", 3}, {">=", 3}, {"<", 3}, {">", 3}, {"+", 4}, {"-", 4}, {"*", 5}, {"/", 5}, {"%", 5}};
        blanks();
        for (const Operation& each : all)
            if (each.level >= least && text_.substr(position_).starts_with(each.sign)) return &each;
        return nullptr;
    }

    std::int64_t level(int least)
    {
        if (++nested_ > 40) return failed_ = true, 0;
        std::int64_t left = one();
        while (!failed_) {
            const Operation* found = operation(least);
            if (found == nullptr) break;
            position_ += found->sign.size();
            left = apply(found->sign, left, level(found->level + 1));
        }
        --nested_;
        return left;
    }

    std::int64_t apply(std::string_view sign, std::int64_t a, std::int64_t b)
    {
        const auto wrap = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
        const auto left = static_cast<std::uint64_t>(a);
        const auto right = static_cast<std::uint64_t>(b);
        if (sign == "+") return wrap(left + right);
        if (sign == "-") return wrap(left - right);
        if (sign == "*") return wrap(left * right);
        if (sign == "/" || sign == "%") {
            if (b == 0 || (a == INT64_MIN && b == -1)) return failed_ = true, 0;
            return sign == "/" ? a / b : a % b;
        }
        if (sign == "||") return (a != 0 || b != 0) ? 1 : 0;
        if (sign == "&&") return (a != 0 && b != 0) ? 1 : 0;
        if (sign == "==") return a == b ? 1 : 0;
        if (sign == "!=") return a != b ? 1 : 0;
        if (sign == "<=") return a <= b ? 1 : 0;
        if (sign == ">=") return a >= b ? 1 : 0;
        return (sign == "<" ? a < b : a > b) ? 1 : 0;
    }

    std::int64_t one()
    {
        if (++nested_ > 40) return failed_ = true, 0;
        const std::int64_t value = unary();
        --nested_;
        return value;
    }

    std::int64_t unary()
    {
        if (take("++") || take("--")) {
            const std::int64_t step = text_[position_ - 1] == '+' ? 1 : -1;
            const std::string name = read_name();
            return assign(name, apply("+", value(name), step));
        }
        if (take("!")) return one() == 0 ? 1 : 0;
        if (take("-")) return apply("-", 0, one());
        if (take("+")) return one();
        if (take("(")) {
            const std::int64_t inside = level(0);
            if (!take(")")) failed_ = true;
            return inside;
        }
        blanks();
        if (take("${")) return braced();
        take("$");
        if (position_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[position_])) != 0) return number();
        return named();
    }

    std::int64_t braced()
    {
        const std::string name = read_name();
        if (!take("}")) failed_ = true;
        return value(name);
    }

    std::int64_t number()
    {
        const std::size_t start = position_;
        while (position_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[position_])) != 0) ++position_;
        const std::string_view digits = text_.substr(start, position_ - start);
        const auto read = parse_integer(digits);
        // 010 and 0x10 are not of this base.
        if (!read || (digits.size() > 1 && digits[0] == '0')) failed_ = true;
        return read.value_or(0);
    }

    std::int64_t named()
    {
        const std::string name = read_name();
        if (name.empty()) return failed_ = true, 0;
        for (const std::string_view sign : {"+=", "-="})
            if (take(sign)) return assign(name, apply(sign.substr(0, 1), value(name), level(0)));
        blanks();
        if (position_ < text_.size() && text_[position_] == '=' && !text_.substr(position_).starts_with("==")) {
            ++position_;
            return assign(name, level(0));
        }
        if (take("++")) return apply("-", assign(name, apply("+", value(name), 1)), 1);
        if (take("--")) return apply("+", assign(name, apply("-", value(name), 1)), 1);
        return value(name);
    }

    std::string read_name()
    {
        blanks();
        const std::size_t start = position_;
        while (position_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[position_])) != 0 || text_[position_] == '_' || text_[position_] == '#')) ++position_;
        return std::string(text_.substr(start, position_ - start));
    }

    std::int64_t value(const std::string& name)
    {
        if (name.empty()) return failed_ = true, 0;
        const Traced text = value_of(shell_, name, 0);
        if (!text.known()) failed_ = true;
        const std::string_view written = trim(text.bytes);
        if (written.empty()) return 0;
        if (const auto read = parse_integer(written, -1'000'000'000'000, 1'000'000'000'000)) return *read;
        // A variable may hold the name of another.
        const auto inner = depth_ < 8 ? calculate(shell_, written, depth_ + 1) : std::nullopt;
        if (!inner) failed_ = true;
        return inner.value_or(0);
    }

    std::int64_t assign(const std::string& name, std::int64_t number)
    {
        if (!is_name(name)) return failed_ = true, 0;
        if (!failed_) variable(shell_, name) = {{0, traced(std::to_string(number), 0)}};
        return number;
    }

    Shell& shell_;
    std::string_view text_;
    std::size_t position_ = 0;
    int depth_ = 0;
    int nested_ = 0;
    bool failed_ = false;
};

}  // namespace

std::optional<std::int64_t> calculate(Shell& shell, std::string_view expression, int depth)
{
    if (trim(expression).empty()) return 0;
    if (!shell.spend(expression.size(), nowhere)) return std::nullopt;
    return Calculation(shell, expression, depth).result();
}

}  // namespace evenkeel::installer
