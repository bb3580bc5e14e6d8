#include "sim/ziggurat.hpp"

#include "base/math.hpp"
#include "sim/random.hpp"

namespace evenkeel {

namespace {

constexpr double last_edge = 7.69711747013104972;       // where the tail begins
constexpr double strip_area = 0.0039496598225815571993;

Ziggurat make_ziggurat()
{
    Ziggurat made;
    made.edge[0] = strip_area / math::exp(-last_edge);
    made.edge[1] = last_edge;
    for (std::size_t i = 2; i < 256; ++i) made.edge[i] = -math::ln(strip_area / made.edge[i - 1] + math::exp(-made.edge[i - 1]));
    made.edge[256] = 0;
    for (std::size_t i = 0; i < 257; ++i) made.height[i] = math::exp(-made.edge[i]);
    for (std::size_t i = 0; i < 256; ++i) {
        made.scale[i] = made.edge[i] * 0x1p-53;
        made.inside[i] = static_cast<std::uint64_t>(made.edge[i + 1] / made.edge[i] * 0x1p53);
    }
    return made;
}

}  // namespace

const Ziggurat ziggurat = make_ziggurat();

double exponential_beyond(std::uint64_t bits)
{
    double tail = 0;
    for (std::uint64_t number = 1;; ++number) {
        const std::size_t strip = bits & 255;
        const std::uint64_t place = bits >> 11;
        const double x = static_cast<double>(static_cast<std::int64_t>(place)) * ziggurat.scale[strip];
        if (place < ziggurat.inside[strip]) return tail + x;
        const std::uint64_t more = draw(bits, {Purpose::beyond_the_strip, 0}, number);
        if (strip == 0) {
            tail += last_edge;      // the tail is the distribution again, further out
        } else {
            const double y = ziggurat.height[strip] + (ziggurat.height[strip + 1] - ziggurat.height[strip]) * unit(more);
            if (y < math::exp(-x)) return tail + x;
        }
        bits = draw(more, {Purpose::beyond_the_strip, 1}, number);
    }
}

}  // namespace evenkeel
