// Runs a fuzz target once on each file named, without libFuzzer: any compiler will do. Names each file before it is tried, so the
// last one named is the one which broke something.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

int main(int count, char** arguments)
{
    for (int i = 1; i < count; ++i) {
        std::ifstream file{arguments[i], std::ios::binary};
        if (!file) {
            std::fprintf(stderr, "cannot read %s\n", arguments[i]);
            return 2;
        }
        const std::vector<char> input{std::istreambuf_iterator<char>{file}, {}};
        std::printf("%s\n", arguments[i]);
        std::fflush(stdout);
        LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(input.data()), input.size());
    }
    return 0;
}
