#pragma once
// The fields of a plain struct, without a list of them: so that a field that somebody adds to the state is hashed,
// compared and tested from its first day. Works for aggregates of at most 40 fields without C arrays or std::optional.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace evenkeel {

namespace reflect_detail {

struct Anything {
    std::size_t ignored;
    template <class T>
    constexpr operator T&() const& noexcept;
    template <class T>
    constexpr operator T&&() const&& noexcept;
};

template <class T, class Numbers>
struct TakesInitializers;
template <class T, std::size_t... N>
struct TakesInitializers<T, std::index_sequence<N...>> {
    template <class U>
    static auto probe(int) -> decltype(U{Anything{N}...}, std::true_type{});
    template <class>
    static std::false_type probe(...);
    static constexpr bool value = decltype(probe<T>(0))::value;
};

template <class T, std::size_t Most>
constexpr std::size_t field_count_from()
{
    if constexpr (Most == 0) return 0;
    else if constexpr (TakesInitializers<T, std::make_index_sequence<Most>>::value) return Most;
    else return field_count_from<T, Most - 1>();
}

}  // namespace reflect_detail

/// The number of fields of an aggregate.
template <class T>
    requires std::is_aggregate_v<T>
constexpr std::size_t field_count()
{
    return reflect_detail::field_count_from<std::remove_cv_t<T>, 40>();
}

/// Calls visit(field) for each field of an aggregate, in order of declaration.
template <class T, class Visit>
    requires std::is_aggregate_v<std::remove_cv_t<T>>
constexpr void for_each_field(T& thing, Visit&& visit)
{
    constexpr std::size_t count = field_count<std::remove_cv_t<T>>();
    if constexpr (count == 0) {
        static_cast<void>(thing);
        static_cast<void>(visit);
    }
    else if constexpr (count == 1) {
        auto& [f0] = thing;
        (visit(f0));
    }
    else if constexpr (count == 2) {
        auto& [f0, f1] = thing;
        (visit(f0), visit(f1));
    }
    else if constexpr (count == 3) {
        auto& [f0, f1, f2] = thing;
        (visit(f0), visit(f1), visit(f2));
    }
    else if constexpr (count == 4) {
        auto& [f0, f1, f2, f3] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3));
    }
    else if constexpr (count == 5) {
        auto& [f0, f1, f2, f3, f4] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4));
    }
    else if constexpr (count == 6) {
        auto& [f0, f1, f2, f3, f4, f5] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5));
    }
    else if constexpr (count == 7) {
        auto& [f0, f1, f2, f3, f4, f5, f6] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6));
    }
    else if constexpr (count == 8) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7));
    }
    else if constexpr (count == 9) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8));
    }
    else if constexpr (count == 10) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9));
    }
    else if constexpr (count == 11) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10));
    }
    else if constexpr (count == 12) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11));
    }
    else if constexpr (count == 13) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12));
    }
    else if constexpr (count == 14) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13));
    }
    else if constexpr (count == 15) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14));
    }
    else if constexpr (count == 16) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15));
    }
    else if constexpr (count == 17) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16));
    }
    else if constexpr (count == 18) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17));
    }
    else if constexpr (count == 19) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18));
    }
    else if constexpr (count == 20) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19));
    }
    else if constexpr (count == 21) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20));
    }
    else if constexpr (count == 22) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21));
    }
    else if constexpr (count == 23) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22));
    }
    else if constexpr (count == 24) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23));
    }
    else if constexpr (count == 25) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24));
    }
    else if constexpr (count == 26) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25));
    }
    else if constexpr (count == 27) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26));
    }
    else if constexpr (count == 28) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27));
    }
    else if constexpr (count == 29) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28));
    }
    else if constexpr (count == 30) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29));
    }
    else if constexpr (count == 31) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30));
    }
    else if constexpr (count == 32) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31));
    }
    else if constexpr (count == 33) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32));
    }
    else if constexpr (count == 34) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32),
         visit(f33));
    }
    else if constexpr (count == 35) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32),
         visit(f33), visit(f34));
    }
    else if constexpr (count == 36) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32),
         visit(f33), visit(f34), visit(f35));
    }
    else if constexpr (count == 37) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32),
         visit(f33), visit(f34), visit(f35), visit(f36));
    }
    else if constexpr (count == 38) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36, f37] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32),
         visit(f33), visit(f34), visit(f35), visit(f36), visit(f37));
    }
    else if constexpr (count == 39) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36, f37, f38] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32),
         visit(f33), visit(f34), visit(f35), visit(f36), visit(f37), visit(f38));
    }
    else if constexpr (count == 40) {
        auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
               f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36, f37, f38, f39] = thing;
        (visit(f0), visit(f1), visit(f2), visit(f3), visit(f4), visit(f5), visit(f6), visit(f7), visit(f8),
         visit(f9), visit(f10), visit(f11), visit(f12), visit(f13), visit(f14), visit(f15), visit(f16),
         visit(f17), visit(f18), visit(f19), visit(f20), visit(f21), visit(f22), visit(f23), visit(f24),
         visit(f25), visit(f26), visit(f27), visit(f28), visit(f29), visit(f30), visit(f31), visit(f32),
         visit(f33), visit(f34), visit(f35), visit(f36), visit(f37), visit(f38), visit(f39));
    }
    else {
        static_assert(count <= 40, "split the struct, or add a case");
    }
}

}  // namespace evenkeel
