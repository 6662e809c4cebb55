import ArgumentParser
import Platform
import Scattershot

/// `scattershot system`
struct SystemCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Show what this machine has and what this program was built for.")

    @Flag(help: "Print the report as JSON.")
    var json = false

    private struct Report: Encodable {
        var version: String
        var builtFor: [String]
        var processorHas: [String]
        var processors: [Int]
        var processorQuota: Double?
        var threads: Int
        var memoryNodes: [[Int]]
        var hasOpenBLAS: Bool
    }

    mutating func run() throws {
        let processors = ProcessorSet.current()
        let report = Report(
            version: scattershotVersion, builtFor: ProcessorFeatures.compiled,
            processorHas: ProcessorFeatures.supported, processors: processors.processors,
            processorQuota: processors.quota, threads: processors.defaultThreadCount,
            memoryNodes: MemoryNodes.current(of: processors).processorsByNode,
            hasOpenBLAS: ColumnMoments.isAccelerated)
        if json { return try JSONReport.print(report) }
        let output = FileOutput.standardOutput()
        try output.write(
            """
            scattershot     \(report.version)
            built for       \(report.builtFor.isEmpty ? "any processor of this architecture" : report.builtFor.joined(separator: " "))
            processor has   \(report.processorHas.joined(separator: " "))
            processors      \(report.processors.count)\(report.processorQuota.map { ", limited to \(NumberText.fixed($0, 1))" } ?? "")
            threads         \(report.threads) unless --threads says otherwise
            memory nodes    \(report.memoryNodes.count)\(report.memoryNodes.count == 1 ? " (nothing to gain from placement)" : "")
            OpenBLAS        \(report.hasOpenBLAS ? "loaded when needed" : "not found; plain loops do its work")

            """)
        try output.finish()
    }
}
