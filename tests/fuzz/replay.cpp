// Runs a fuzz target once on each file named, without libFuzzer: any compiler will do. Prints one line a file.

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
        LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(input.data()), input.size());
        std::printf("%s\n", arguments[i]);
    }
    return 0;
}
