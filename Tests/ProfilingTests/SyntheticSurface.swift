import Foundation
import Platform
import Profiling
import Scattershot
import TestSupport

/// A made-up machine: what settings truly cost, and measurements of it with noise, bursts and drift.
struct SyntheticSurface {
    static let grid = SettingsGrid(
        threads: [1, 2, 4, 8, 16], tableCopies: [nil, 1, 4],
        blockBytes: [nil, 16 << 10, 64 << 10, 128 << 10, 512 << 10, 1 << 20],
        kernels: [.vbmi, .avx512, .avx2, .simd],
        prefetchDistances: [16, 0, 4, 8, 32, 64].compactMap(PrefetchDistance.init(rawValue:)))

    private var random: SeededGenerator
    private let bestThreads: Double
    private let bestBlock: Double
    private let bestDistance: Double
    private let blockFollowsThreads: Double
    private let kernels: [Kernel: Double]
    private let copies: [Int: Double]
    private let noise: Double
    private var measured = 0

    init(seed: UInt64, noise: Double) {
        var random = SeededGenerator(seed: seed)
        bestThreads = Double.random(in: 1...5, using: &random)
        bestBlock = Double.random(in: 14...20, using: &random)
        bestDistance = Double.random(in: 0...6, using: &random)
        blockFollowsThreads = Double.random(in: -0.4...0.4, using: &random)
        kernels = Dictionary(
            uniqueKeysWithValues: Self.grid.kernels.map { ($0, Double.random(in: 0...0.5, using: &random)) })
        copies = [
            0: 0, 1: .random(in: -0.05...0.2, using: &random), 4: .random(in: -0.05...0.2, using: &random),
        ]
        self.noise = noise
        self.random = random
    }

    /// What settings cost without noise.
    func trueCost(_ settings: EngineSettings) -> Double {
        let threads = log2(Double(settings.threads))
        let block = log2(Double(settings.blockBytes ?? 256 << 10))
        let distance = log2(Double(settings.prefetchDistance.items) + 1)
        return 100
            * exp(
                0.15 * pow(threads - bestThreads, 2)
                    + 0.03 * pow(block - bestBlock - blockFollowsThreads * threads, 2)
                    + 0.02 * pow(distance - bestDistance, 2) + kernels[settings.kernel, default: 1]
                    + copies[settings.tableCopies ?? 0, default: 1])
    }

    /// A measurement as the command makes it: the fastest of three runs.
    mutating func measure(_ settings: EngineSettings) -> Double {
        (0..<3).map { _ in run(settings) }.min() ?? .infinity
    }

    private mutating func run(_ settings: EngineSettings) -> Double {
        measured += 1
        // Two uniform numbers make a normal one (Box and Muller).
        let (one, other) = (
            Double.random(in: .leastNonzeroMagnitude...1, using: &random),
            Double.random(in: 0...1, using: &random)
        )
        let normal = (-2 * log(one)).squareRoot() * cos(2 * .pi * other)
        let isBurst = noise > 0 && Double.random(in: 0...1, using: &random) < 0.03
        let drift = noise > 0 ? 0.1 * sin(Double(measured) / 60) : 0
        return trueCost(settings) * exp(noise * normal + drift) * (isBurst ? 1.8 : 1)
    }

    /// The least cost of the grid.
    var least: Double { Self.grid.all.map(trueCost).min() ?? 0 }
}
