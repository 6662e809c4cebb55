// libcuckoo as a worker, see README.md: look-ups of 64-bit keys that are there, in random order, one thread.
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <libcuckoo/cuckoohash_map.hh>

namespace {

using Map = libcuckoo::cuckoohash_map<std::uint64_t, std::uint32_t>;

constexpr std::size_t questionCount = 1000000;
constexpr double leastSeconds = 0.1;

std::uint64_t mixed(std::uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    return word ^ (word >> 31);
}

// Uniform below 10^16, another one for every index.
std::uint64_t key(std::uint64_t index) { return mixed((index + 1) * 0x9E3779B97F4A7C15) % 10000000000000000; }

struct Task {
    Map map;
    std::vector<std::uint64_t> questions;

    explicit Task(std::size_t keys) : map(keys) {
        for (std::size_t index = 0; index < keys; ++index) {
            map.insert(key(index), static_cast<std::uint32_t>(index));
        }
        for (std::size_t place = 0; place < questionCount; ++place) {
            questions.push_back(key(mixed(place + 77) % keys));
        }
    }
};

// The process's own time on the processor.
double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::uint64_t lookUp(Task &task, bool isLocked) {
    std::uint64_t sum = 0;
    if (isLocked) {
        auto table = task.map.lock_table();
        for (auto question : task.questions) {
            auto found = table.find(question);
            if (found != table.end()) sum += found->second;
        }
    } else {
        for (auto question : task.questions) {
            std::uint32_t value = 0;
            if (task.map.find(question, value)) sum += value;
        }
    }
    return sum;
}

}  // namespace

int main() {
    const std::string find = "libcuckoo, find";
    const std::string locked = "libcuckoo, whole table locked";
    std::cout << R"({"version": "libcuckoo", "measurements": [)";
    const char *separator = "";
    for (auto keys : {30000, 10000000}) {
        for (const auto &name : {find, locked}) {
            std::cout << separator << R"({"name": ")" << name << R"(", "keys": )" << keys
                      << R"(, "unit": "look-ups"})";
            separator = ", ";
        }
    }
    std::cout << "]}" << std::endl;
    std::map<std::size_t, std::unique_ptr<Task>> tasks;
    volatile std::uint64_t sink = 0;
    for (std::string line; std::getline(std::cin, line);) {
        const auto tab = line.find('\t');
        if (tab == std::string::npos) {
            std::cout << R"({"error": "there is no such measurement"})" << std::endl;
            continue;
        }
        const std::size_t keys = std::stoull(line.substr(tab + 1));
        const bool isLocked = line.substr(0, tab) == locked;
        auto &task = tasks[keys];
        if (!task) task = std::make_unique<Task>(keys);
        sink = sink + lookUp(*task, isLocked);
        std::size_t items = 0;
        const double start = seconds();
        double spent = 0;
        do {
            sink = sink + lookUp(*task, isLocked);
            items += questionCount;
            spent = seconds() - start;
        } while (spent < leastSeconds);
        std::printf("{\"items\": %zu, \"seconds\": %.9f}\n", items, spent);
        std::fflush(stdout);
    }
}
