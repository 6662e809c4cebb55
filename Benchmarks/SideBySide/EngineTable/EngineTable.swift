import Contestants
import Foundation
import Platform

/// Measures the engine's parts side by side and prints the tables as Markdown; see perf/engine.
///
///     EngineTable ROUNDS [PART,PART...] [-- PEER ARGUMENT...]
@main
struct EngineTable {
    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        var peerCommand: [String] = []
        if let end = arguments.firstIndex(of: "--") {
            peerCommand = Array(arguments[(end + 1)...])
            arguments = Array(arguments[..<end])
        }
        guard let rounds = arguments.first.flatMap({ Int($0) }), rounds > 0, arguments.count <= 2 else {
            say("usage: EngineTable ROUNDS [PART,PART...] [-- PEER ARGUMENT...]")
            exit(64)
        }
        let parts = arguments.dropFirst().first?.split(separator: ",").map(String.init) ?? []
        var report = Report()
        // What needs several processors comes first: then everything stays on one, the peer as well.
        try measure([poolSection(), streamSection()], parts, rounds, into: &report)
        pin()
        let peer = peerCommand.isEmpty ? nil : try PeerWorker(peerCommand)
        try measure(sections(peer), parts, rounds, into: &report)
        peer?.stop()
        if !report.goals.isEmpty {
            print("| target | wanted | reached | range over rounds | |\n|---|---|---|---|---|")
            print(report.goals.joined(separator: "\n"))
            print("\n\(report.reached) of \(report.goals.count) targets are reached.\n")
        }
        print(report.tables.joined(separator: "\n"))
    }

    private static func sections(_ peer: PeerWorker?) -> [Section] {
        [
            scanSection(peer), fewKeysSection(), indexSection(), unfavourableSection(), samplerSection(),
            lookUpSection(),
            buildSection(), signatureSection(), noiseSection(), momentsSection(),
            centreSection(),
            clusterSection(), decoderSection(),
        ]
    }

    private static func measure(
        _ sections: [Section], _ parts: [String], _ rounds: Int, into report: inout Report
    ) throws {
        for section in sections where parts.isEmpty || parts.contains(section.name) {
            say("\(section.name): \(rounds) rounds")
            // What is measured is let go before the next section.
            report.add(section, try Rounds(section.entries(), count: rounds))
        }
    }

    /// Keeps this process and those it starts on one core.
    private static func pin() {
        let allowed = ProcessorSet.current().processors
        let wanted = ProcessInfo.processInfo.environment["SCATTERSHOT_CORE"].flatMap { Int($0) }
        guard let core = wanted ?? allowed.last else { return }
        guard ProcessorSet.restrictCurrentThread(to: [core]) else {
            return say("not kept on core \(core): the system refuses; it allows \(allowed)")
        }
    }

    /// Tells who waits what goes on.
    private static func say(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}
