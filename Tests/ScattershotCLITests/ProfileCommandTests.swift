import CAllocationCount
import Foundation
import Testing

@Suite struct ProfileCommandTests {
    private func lab() throws -> CommandLab {
        let lab = try CommandLab().train(.tags)
        try lab.write("in.txt", String(repeating: "the\nold\ncat\n\nno\nriver\ncarries\n\n", count: 200))
        return lab
    }

    private let fast = "--passes 4 --no-bandwidth --quiet"

    @Test func everyOutputIsWritten() throws {
        let lab = try lab()
        let result = try lab.run(
            "scattershot profile \(fast) --save p.json --html p.html --trace t.json --folded f.txt --output out.txt "
                + "tags.model in.txt")
        #expect(result.status == 0, "\(result.error)")
        for word in ["Profile of infer", "search", "render", "nearest key", "Workers", "Memory"] {
            #expect(result.output.contains(word), "\(word) is missing in \(result.output)")
        }
        #expect(try lab.read("p.json").contains("\"schema\" : \"scattershot.profile/1\""))
        #expect(try lab.read("p.html").hasPrefix("<!DOCTYPE html>"))
        #expect(try lab.read("t.json").contains("traceEvents"))
        let stacks = try lab.read("f.txt").split(separator: "\n")
        #expect(
            stacks.allSatisfy { $0.contains(";") && $0.split(separator: " ").last.flatMap { Int($0) } != nil }
        )
        #expect(try lab.read("out.txt") == lab.run("scattershot infer -m tags.model in.txt").output)
    }

    @Test func profilesAreCompared() throws {
        let lab = try lab()
        #expect(
            try lab.run("scattershot profile \(fast) --threads 1 --save old.json tags.model in.txt").status
                == 0)
        let compared = try lab.run(
            "scattershot profile \(fast) --threads 1 --compare old.json --fail-on-regression 900% tags.model in.txt"
        )
        #expect(compared.status == 0 && compared.output.contains("Comparison"), "\(compared.error)")
        // Nothing is said of one pass, and of a profile of something else.
        let undecided = try lab.run(
            """
            scattershot profile --passes 1 --no-bandwidth -q --threads 1 --compare old.json --fail-on-regression 900% \
            tags.model in.txt
            """)
        #expect(undecided.status == 3 && undecided.error.contains("too few passes"), "\(undecided.error)")
        #expect(undecided.errorLines.count == 1)
        let otherWork = try lab.run(
            """
            scattershot profile --training --passes 4 --no-bandwidth -q --compare old.json --fail-on-regression 900% \
            tags.model tags.txt
            """)
        #expect(otherWork.status == 3 && otherWork.error.contains("same work"), "\(otherWork.error)")
        let json = try lab.run(
            "scattershot profile \(fast) --threads 1 --compare old.json --json tags.model in.txt")
        #expect(json.output.contains("\"verdict\""))
        // Passes that took a millionth of the time cannot be matched.
        let faster = try lab.read("old.json").replacing(/"plainPasses" : \[[^\]]*\]/) { _ in
            "\"plainPasses\" : [1, 1.1, 1.2, 1.3, 1.4]"
        }
        try lab.write("old.json", faster)
        let slower = try lab.run(
            "scattershot profile \(fast) --threads 1 --compare old.json --fail-on-regression 5% tags.model in.txt"
        )
        #expect(slower.status == 1, "\(slower.output)")
        #expect(slower.errorLines.count == 1 && slower.error.contains("slower"), "\(slower.error)")
    }

    @Test func trainingIsProfiled() throws {
        let lab = try lab()
        let result = try lab.run(
            "scattershot profile --training --passes 1 --no-bandwidth -q tags.model tags.txt")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("Profile of train") && result.output.contains("update"))
    }

    /// What the machine's memory is measured with is no part of the run.
    @Test func theMeasurementOfMemoryIsNotInThePeak() throws {
        let lab = try lab()
        func peak(_ options: String) throws -> Int {
            let result = try lab.run(
                "scattershot profile --passes 1 --quiet --threads 1 \(options) --save p.json tags.model in.txt"
            )
            #expect(result.status == 0, "\(result.error)")
            let bytes = try lab.read("p.json").firstMatch(of: /"peakResident" : ([0-9]+)/)
            return try #require(bytes.flatMap { Int($0.1) })
        }
        let (without, with) = (try peak("--no-bandwidth"), try peak(""))
        #expect(try lab.read("p.json").contains("\"gatherBandwidth\""))
        // The least buffer has 64 MiB.
        #expect(with < without + 24 << 20, "\(with) bytes with it, \(without) without")
    }

    /// A block and a chunk of tokens take a few allocations, a token none.
    @Test(.enabled(if: ca_is_available(), "no count of allocations under a sanitizer or without glibc 2.34"))
    func allocationsAreCountedAndTokensTakeNone() throws {
        let lab = try lab()
        try lab.write("long.txt", String(repeating: try lab.read("in.txt"), count: 40))
        func allocations(_ input: String) throws -> Int {
            let name = "\(input).json"
            let result = try lab.run(
                "scattershot profile \(fast) --threads 1 --save \(name) tags.model \(input)"
            )
            #expect(result.status == 0, "\(result.error)")
            let count = try lab.read(name).firstMatch(of: /"allocationsPerPass" : ([0-9]+)/)
            return try #require(count.flatMap { Int($0.1) })
        }
        let (short, long) = (try allocations("in.txt"), try allocations("long.txt"))
        #expect(short > 0)
        let tokens = 39 * 200 * 6
        #expect(long - short < tokens / 60, "\(long - short) allocations more for \(tokens) tokens more")
    }

    @Test(.enabled(if: ca_is_available(), "no count of allocations under a sanitizer or without glibc 2.34"))
    func everyCallThatAllocatesIsCounted() {
        ca_start()
        var blocks = (0..<1000).map { malloc($0 + 1) } + (0..<1000).map { calloc($0 + 1, 2) }
        for index in 0..<1000 { blocks[index] = realloc(blocks[index], 100) }
        blocks += (0..<1000).map { _ in aligned_alloc(64, 128) }
        for _ in 0..<1000 {
            var block: UnsafeMutableRawPointer?
            if posix_memalign(&block, 64, 100) == 0 { blocks.append(block) }
        }
        // Other tests allocate meanwhile.
        #expect(ca_stop() >= 5000)
        #expect(blocks.count == 4000)
        for block in blocks { free(block) }
    }

    @Test(arguments: [
        ("--compare none.json tags.model in.txt", Int32(66), "none.json"),
        ("--compare in.txt tags.model in.txt", 65, "in.txt"),
        ("tags.model -", 64, "standard input"),
        ("tags.model none.txt", 66, "none.txt"),
        ("in.txt in.txt", 65, "in.txt"),
        ("--fail-on-regression 5% tags.model in.txt", 64, "--compare"),
        ("--fail-on-regression fast --compare in.txt tags.model in.txt", 64, "fast"),
        ("--passes 0 tags.model in.txt", 64, "--passes"),
        ("--save missing/p.json tags.model in.txt", 74, "missing"),
        ("--training --output o tags.model tags.txt", 64, "--output"),
    ]) func whatCannotBeDoneIsSaidBeforeTheWork(arguments: String, status: Int32, word: String) throws {
        let lab = try lab()
        let result = try lab.run("scattershot profile \(arguments)")
        #expect(result.status == status, "\(arguments): \(result.status) \(result.error)")
        #expect(result.error.contains(word), "\(result.error)")
        #expect(result.output.isEmpty)
    }
}
