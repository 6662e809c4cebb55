import ArgumentParser
import Platform
import Scattershot

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `scattershot system`
struct SystemCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Show what this machine has and what this program was built for.",
        discussion: """
            SCATTERSHOT_NODES, for example "0-1;2-3", describes memory nodes instead of the system, for tests: the \
            processors of each node, divided by semicolons. Memory is then copied for each node but not bound to it.
            """)

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(
        help: """
            Also put memory on each memory node and show where the system says its pages are; fails when they are \
            elsewhere.
            """)
    var checkPlacement = false

    private struct Report: Encodable {
        struct Cache: Encodable {
            var level: Int
            var kind: String
            var bytes: Int
            var processors: [Int]?
        }

        var version = scattershotVersion
        var builtFor = ProcessorFeatures.compiled
        var processorHas = ProcessorFeatures.supported
        var kernel = Kernel.preferred.rawValue
        var kernelReason = Kernel.reason
        var kernelsSupported = Kernel.supported.map(\.rawValue)
        var processors: [Int]
        var processorQuota: Double?
        var threads: Int
        var caches: [Cache]
        var memoryNodes: [[Int]]
        /// The system's numbers of the memory nodes; missing when they were described or it has none.
        var memoryNodeNumbers: [Int]?
        var hasOpenBLAS = ColumnMoments.isAccelerated
        var placement: PlacementCheck?

        init(nodes: MemoryNodes, isChecked: Bool) {
            let set = ProcessorSet.current()
            processors = set.processors
            processorQuota = set.quota
            threads = set.defaultThreadCount
            caches = ProcessorCache.caches(ofProcessor: set.processors[0]).map { cache in
                Cache(
                    level: cache.level, kind: cache.kind.rawValue, bytes: cache.byteCount,
                    processors: cache.processors)
            }
            memoryNodes = nodes.processorsByNode
            memoryNodeNumbers = nodes.areReal ? nodes.nodes.compactMap(\.systemNumber) : nil
            placement = isChecked ? PlacementCheck(nodes) : nil
        }
    }

    mutating func run() throws {
        let nodes: MemoryNodes
        do throws(InvalidNodeList) {
            nodes = try .current(environment: ProcessInfo.processInfo.environment)
        } catch {
            throw ValidationError("\(MemoryNodes.environmentVariable): \(error)")
        }
        let report = Report(nodes: nodes, isChecked: checkPlacement)
        if json {
            try JSONReport.print(report)
        } else {
            let output = FileOutput.standardOutput()
            try output.write(Self.lines(of: report).map { $0 + "\n" }.joined())
            try output.finish()
        }
        if report.placement?.isRight == false { throw MisplacedPages() }
    }

    private static func lines(of report: Report) -> [String] {
        let builtFor =
            report.builtFor.isEmpty
            ? "any processor of this architecture" : report.builtFor.joined(separator: " ")
        let limit = report.processorQuota.map { ", limited to \(NumberText.fixed($0, 1))" } ?? ""
        return [
            "scattershot     \(report.version)",
            "built for       \(builtFor)",
            "processor has   \(report.processorHas.joined(separator: " "))",
            "kernel          \(report.kernel): \(report.kernelReason)",
            "kernels         \(report.kernelsSupported.joined(separator: " "))",
            "processors      \(report.processors.count)\(limit)",
            "threads         \(report.threads) unless --threads says otherwise",
            "caches          \(report.caches.isEmpty ? "not known" : report.caches.map(text(of:)).joined(separator: ", "))",
            "memory nodes    \(text(ofNodes: report))",
            "OpenBLAS        \(report.hasOpenBLAS ? "loaded when needed" : "not found; plain loops do its work")",
        ] + (report.placement?.lines ?? [])
    }

    private static func text(of cache: Report.Cache) -> String {
        let name = cache.kind == "unified" ? "L\(cache.level)" : "L\(cache.level) \(cache.kind)"
        let kibibytes = cache.bytes >> 10
        let size = kibibytes >= 1024 && kibibytes % 1024 == 0 ? "\(kibibytes >> 10) MiB" : "\(kibibytes) KiB"
        let sharing = cache.processors?.count ?? 1
        return "\(name) \(size)" + (sharing > 1 ? " for \(sharing) processors" : "")
    }

    private static func text(ofNodes report: Report) -> String {
        guard report.memoryNodes.count > 1 else { return "1 (nothing to gain from placement)" }
        let nodes = report.memoryNodes.enumerated().map { index, processors in
            let name = report.memoryNodeNumbers.map { "node \($0[index])" } ?? "described node \(index)"
            return "\(name) with \(processors.count) processor\(processors.count == 1 ? "" : "s")"
        }
        return "\(report.memoryNodes.count): \(nodes.joined(separator: ", "))"
    }
}
