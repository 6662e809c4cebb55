import Foundation
import Testing

/// `scattershot system`: caches, kernels, memory nodes and where pages are.
@Suite struct SystemCommandTests {
    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func kernelsCachesAndNodesAreReported() throws {
        let lab = try CommandLab()
        let text = try lab.run("scattershot system")
        #expect(text.status == 0 && text.error == "")
        for name in ["kernel ", "kernels ", "caches ", "memory nodes "] {
            #expect(text.output.contains("\n" + name), "no line '\(name)'")
        }
        #expect(!text.output.contains("pages "))

        let report = try json(try lab.run("scattershot system --json").output)
        let kernels = try #require(report["kernelsSupported"] as? [String])
        #expect(kernels.contains("scalar") && kernels.contains(report["kernel"] as? String ?? ""))
        #expect((report["kernelReason"] as? String)?.isEmpty == false)
        for cache in try #require(report["caches"] as? [[String: Any]]) {
            #expect(cache["level"] as? Int ?? 0 >= 1)
            #expect(cache["bytes"] as? Int ?? 0 >= 1024)
            #expect(["data", "instructions", "unified"].contains(cache["kind"] as? String))
        }
        let nodes = try #require(report["memoryNodes"] as? [[Int]])
        #expect(nodes.flatMap { $0 }.sorted() == report["processors"] as? [Int])
        #expect(report["placement"] == nil)
    }

    @Test func nodesCanBeDescribed() throws {
        let lab = try CommandLab()
        let text = try lab.run("SCATTERSHOT_NODES='0-1;2-3' scattershot system --check-placement")
        #expect(text.status == 0, "\(text.error)")
        #expect(text.output.contains("described node 1 with 2 processors"))
        #expect(text.output.split(separator: "\n").count { $0.hasPrefix("pages ") } == 4)
        let report = try json(try lab.run("SCATTERSHOT_NODES='0;1' scattershot system --json").output)
        #expect(report["memoryNodes"] as? [[Int]] == [[0], [1]])
        #expect(report["memoryNodeNumbers"] == nil)

        let refused = try lab.run("SCATTERSHOT_NODES='0;x' scattershot system")
        #expect(refused.status == 64 && refused.output == "")
        #expect(refused.error.hasPrefix("Error: SCATTERSHOT_NODES: memory nodes '0;x'"))
    }

    @Test func pagesOfThisMachineAreInPlace() throws {
        let lab = try CommandLab()
        let outcome = try lab.run("scattershot system --json --check-placement")
        #expect(outcome.status == 0, "\(outcome.error)")
        let placement = try #require(try json(outcome.output)["placement"] as? [String: Any])
        let pieces = try #require(placement["pieces"] as? [[String: Any]])
        #expect(Set(pieces.compactMap { $0["method"] as? String }) == ["bound", "first touch"])
        #expect(placement["isRight"] as? Bool ?? true)
    }
}
