import DigitKeys
import Dispatch
import NoiseSampling
import Platform
import TestSupport
import Testing

@Suite struct KeyClustersTests {
    private let stream = NoiseStream(seed: 5, number: 3)

    /// Rows around a few centres far apart.
    private func rows(
        count: Int, columns: Int, groups: Int, _ generator: inout SeededGenerator
    ) -> [Float] {
        let centers = (0..<groups * columns).map { _ in Float.random(in: 0...999, using: &generator) }
        return (0..<count).flatMap { row in
            (0..<columns).map { column in
                centers[row % groups * columns + column] + Float.random(in: -1...1, using: &generator)
            }
        }
    }

    @Sendable private static func onManyThreads(count: Int, body: @Sendable (Int) -> Void) {
        // Backwards, so that an order of additions that depends on the threads shows.
        DispatchQueue.concurrentPerform(iterations: count) { body(count - 1 - $0) }
    }

    @Test func findsGroupsThatAreFarApart() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let groups = 7
        let values = rows(count: 700, columns: 8, groups: groups, &generator)
        let found = KeyClusters(of: values, columns: 8, clusters: groups, stream: stream)
        #expect(found.sizes.sorted() == Array(repeating: 100, count: groups), "seed \(seed)")
        for row in groups..<700 {
            #expect(found.labels[row] == found.labels[row % groups], "row \(row), seed \(seed)")
        }
    }

    @Test func neitherThreadsNorTheLibraryChangeTheResult() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let values = (0..<20_000 * 9).map { _ in Float(Int.random(in: 0...9, using: &generator)) }
        let plain = KeyClusters(of: values, columns: 9, clusters: 20, stream: stream, rounds: 8, by: .simd)
        for path in DenseAlgebra.Path.allCases {
            let found = KeyClusters(
                of: values, columns: 9, clusters: 20, stream: stream, rounds: 8, by: path,
                loop: Self.onManyThreads)
            #expect(found == plain, "\(path), seed \(seed)")
        }
        let other = KeyClusters(
            of: values, columns: 9, clusters: 20, stream: NoiseStream(seed: 6, number: 3), rounds: 8)
        #expect(other != plain, "the stream must matter, seed \(seed)")
    }

    @Test func everyRowBelongsToTheNearestCentre() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let values = (0..<500 * 4).map { _ in Double.random(in: 0..<1, using: &generator) }
        for rounds in [0, 1, 3, 100] {
            let found = KeyClusters(of: values, columns: 4, clusters: 9, stream: stream, rounds: rounds)
            #expect(found.rounds <= rounds)
            #expect(found.sizes.reduce(0, +) == 500)
            var sums = [Double](repeating: 0, count: found.count)
            for row in 0..<500 {
                let distances = (0..<found.count).map { center in
                    (0..<4).reduce(0) {
                        let difference = values[row * 4 + $1] - found.centers[center * 4 + $1]
                        return $0 + difference * difference
                    }
                }
                let own = distances[Int(found.labels[row])]
                #expect(own <= (distances.min() ?? 0) * (1 + 1e-14), "row \(row), seed \(seed)")
                sums[Int(found.labels[row])] += own
            }
            for center in 0..<found.count where found.sizes[center] > 0 {
                let spread = sums[center] / Double(found.sizes[center])
                #expect(abs(found.spreads[center] - spread) <= 1e-12 * (spread + 1), "seed \(seed)")
            }
        }
    }

    @Test func centresAreTheMeansOfTheirRowsInTheEnd() {
        var generator = SeededGenerator(seed: 4)
        let values = (0..<300 * 2).map { _ in Double(Int.random(in: 0...99, using: &generator)) }
        let found = KeyClusters(of: values, columns: 2, clusters: 6, stream: stream, rounds: 1000)
        #expect(found.rounds < 1000)
        for center in 0..<found.count {
            let own = (0..<300).filter { found.labels[$0] == UInt32(center) }
            for column in 0..<2 {
                let mean = own.reduce(0) { $0 + values[$1 * 2 + column] } / Double(own.count)
                #expect(abs(mean - found.centers[center * 2 + column]) < 1e-12)
            }
        }
    }

    @Test func thereAreNoMoreClustersThanDifferentRows() {
        let found = KeyClusters(of: [1, 2, 1, 2, 3, 4] as [Float], columns: 2, clusters: 5, stream: stream)
        #expect(found.count == 2 && found.spreads == [0, 0])
        #expect(found.labels[0] == found.labels[1] && found.labels[0] != found.labels[2])
        let none = KeyClusters(of: [] as [Float], columns: 2, clusters: 5, stream: stream)
        #expect(none.count == 0 && none.labels.isEmpty)
        #expect(KeyClusters(of: [1, 2] as [Double], columns: 2, clusters: 0, stream: stream).count == 0)
    }
}
