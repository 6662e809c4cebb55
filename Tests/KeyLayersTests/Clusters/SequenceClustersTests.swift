import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing

/// Keys of sequences, their clusters and expected lengths, against their definitions.
@Suite struct SequenceClustersTests {
    @Test(arguments: [16, 32, 64]) func keysAreMeansAndVariances(numbers: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        let fixture = try ClusterFixture(seed: seed, numbers: numbers)
        var generator = SeededGenerator(seed: seed)
        for index in 0..<100 {
            var sequence = fixture.sequence(index)
            let key = try #require(fixture.key(of: sequence))
            #expect(key == fixture.plainKey(of: sequence), "seed \(seed)")
            // Neither order nor unknown tokens matter.
            sequence.append(contentsOf: [60, 99, .max])
            sequence.shuffle(using: &generator)
            #expect(fixture.key(of: sequence) == key, "seed \(seed)")
            #expect(fixture.cluster(of: sequence) == fixture.cluster(of: fixture.sequence(index)))
        }
        #expect(fixture.key(of: []) == nil && fixture.cluster(of: [60, 61]) == nil)
    }

    /// Before they are cut, that is: cutting takes something off the deviation of numbers far from their mean.
    @Test func numbersAreSpreadLikeThoseOfTokens() throws {
        let fixture = try ClusterFixture(seed: 7, sequences: 2000)
        var moments = WholeMoments(columns: fixture.clusters.shape.numbers)
        for index in fixture.ends.indices {
            let key = try #require(fixture.key(of: fixture.sequence(index)))
            key.map { Double($0) }.withUnsafeBufferPointer { moments.add($0) }
        }
        for number in 0..<moments.columns {
            #expect((440...560).contains(moments.mean(number)), "number \(number)")
            #expect((200...300).contains(moments.variance(number).squareRoot()), "number \(number)")
        }
    }

    @Test func theNearestCenterWins() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let fixture = try ClusterFixture(seed: seed, count: 40)
        let shape = fixture.clusters.shape
        let keys = (0..<fixture.clusters.count).map { cluster in
            (0..<shape.numbers).map { UInt64(fixture.clusters.centers[cluster * shape.numbers + $0]) }
        }
        let scan = ScalarScan(
            keys: KeyPlanes(keys: keys, shape: shape),
            distance: try DigitDistance(shape: shape, factor: 10, penalty: 0))
        for index in fixture.ends.indices {
            let sequence = fixture.sequence(index)
            let digits = KeyNumbers.digits(of: try #require(fixture.key(of: sequence)), shape: shape)
            #expect(fixture.cluster(of: sequence) == scan.nearest(to: digits).index, "seed \(seed)")
        }
    }

    @Test func groupsAreFound() throws {
        let fixture = try ClusterFixture(seed: 3, count: 6, sequences: 600)
        // Sequences of ten tokens or more of one group mostly fall into one cluster.
        var counts: [UInt32: [Int: Int]] = [:]
        for index in fixture.ends.indices where fixture.sequence(index).count >= 10 {
            let cluster = try #require(fixture.cluster(of: fixture.sequence(index)))
            counts[fixture.sequence(index)[0] / 10, default: [:]][cluster, default: 0] += 1
        }
        #expect(Set(counts.values.compactMap { $0.max { $0.value < $1.value }?.key }).count >= 5)
        for (group, clusters) in counts {
            let total = clusters.values.reduce(0, +)
            #expect((clusters.values.max() ?? 0) * 10 >= total * 8, "group \(group): \(clusters)")
        }
    }

    @Test func lengthsAreOnALine() throws {
        let fixture = try ClusterFixture(seed: 4)
        #expect(fixture.clusters.lengths.reduce(0) { $0 + $1.sequences } == 300)
        for index in fixture.ends.indices {
            let count = fixture.sequence(index).count
            let length = fixture.clusters.lengths[try #require(fixture.cluster(of: fixture.sequence(index)))]
            #expect(length.sequences == 1 || length.tokens(ofInput: count) == fixture.outputLengths[index])
        }
        let inputs = fixture.clusters.lengths.reduce(0) { $0 + $1.inputs }
        let outputs = fixture.clusters.lengths.reduce(0) { $0 + $1.outputs }
        #expect(inputs == Int64(fixture.entries.count) && outputs == 2 * inputs + 900)
    }

    @Test func fewDifferentSequencesMakeFewClusters() throws {
        let fixture = try ClusterFixture(seed: 5, count: 4096, sequences: 10)
        #expect(fixture.clusters.count <= 10)
    }

    @Test func wrongArraysAreRefused() throws {
        let fixture = try ClusterFixture(seed: 6)
        let clusters = fixture.clusters
        func make(
            centers: [UInt16]? = nil, scale: [Int64]? = nil, lengths: [Int64]? = nil, values: [UInt16]? = nil
        ) throws {
            _ = try SequenceClusters(
                centers: centers.map { Slab($0) } ?? clusters.centers,
                scale: scale.map { Slab($0) } ?? clusters.scale,
                lengths: lengths.map { Slab($0) } ?? clusters.lengthNumbers,
                values: values.map { Slab($0) } ?? clusters.values, tokens: fixture.tokens,
                distance: fixture.distance)
        }
        try make()
        let centers = (0..<clusters.centers.count).map { clusters.centers[$0] }
        let scale = (0..<clusters.scale.count).map { clusters.scale[$0] }
        let lengths = (0..<clusters.lengthNumbers.count).map { clusters.lengthNumbers[$0] }
        func with<Number>(_ numbers: [Number], _ place: Int, _ number: Number) -> [Number] {
            var numbers = numbers
            numbers[place] = number
            return numbers
        }
        let wrong: [() throws -> Void] = [
            { try make(centers: Array(centers.dropLast())) }, { try make(centers: with(centers, 5, 1000)) },
            { try make(values: [0]) }, { try make(values: with(centers, 0, .max)) },
            { try make(scale: Array(scale.dropLast())) }, { try make(scale: with(scale, 0, -1)) },
            { try make(scale: with(scale, 0, .max)) },
            { try make(scale: with(scale, scale.count - 1, .max)) },
            { try make(lengths: []) }, { try make(lengths: lengths + [1]) },
            { try make(lengths: with(lengths, 0, -1)) }, { try make(lengths: with(lengths, 4, .min)) },
            { try make(lengths: with(lengths, 5, .max)) },
        ]
        for (number, make) in wrong.enumerated() {
            #expect(throws: InvalidStructure.self, "\(number)") { try make() }
        }
    }
}
