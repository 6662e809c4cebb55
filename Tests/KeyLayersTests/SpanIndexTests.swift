import CuckooTable
import KeyLayers
import Platform
import TestSupport
import Testing

@Suite struct SpanIndexTests {
    private func follow(_ tokens: [UInt32], in index: SpanIndex) -> UInt32 {
        tokens.reduce(SpanIndex.root) { index.extend($0, by: $1) }
    }

    /// Random spans against a dictionary from spans to counts.
    @Test(arguments: UInt64(0)..<10, [1, 2, 5])
    func findsWhatWasSeenOftenEnough(seed: UInt64, minimumCount: Int) {
        var generator = SeededGenerator(seed: seed)
        let builder = SpanIndexBuilder()
        var counts: [[UInt32]: Int] = [:]
        for _ in 0..<500 {
            let span = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                UInt32.random(in: 2...6, using: &generator)
            }
            builder.add(span)
            for length in 0..<span.count { counts[Array(span[...length]), default: 0] += 1 }
        }
        let index = builder.finished(minimumCount: minimumCount)
        let kept = counts.filter { $0.value >= minimumCount }
        #expect(index.valueCount == kept.count + 2)
        var nodes: Set<UInt32> = []
        for (span, count) in counts {
            let node = follow(span, in: index)
            #expect((node != PartValue.unknown) == (count >= minimumCount))
            if node != PartValue.unknown {
                nodes.insert(node)
                #expect(index.spans()[Int(node)] == span)
            }
        }
        #expect(nodes.count == kept.count)
        #expect(nodes.allSatisfy { $0 >= 2 && Int($0) < index.valueCount })
        for _ in 0..<200 {
            let span = (0..<8).map { _ in UInt32.random(in: 2...6, using: &generator) }
            #expect((follow(span, in: index) != PartValue.unknown) == (kept[span] != nil))
        }
    }

    @Test func nodesAreNumberedInOrderOfAppearance() {
        let builder = SpanIndexBuilder()
        builder.add([5, 3])
        builder.add([9])
        builder.add([5, 3, 7])
        builder.add([5, 3])
        let index = builder.finished(minimumCount: 1)
        #expect(index.spans() == [[], [], [5], [5, 3], [9], [5, 3, 7]])
        let frequent = builder.finished(minimumCount: 2)
        #expect(frequent.spans() == [[], [], [5], [5, 3]])
    }

    @Test func unknownSpansAndTokensStayUnknown() {
        let builder = SpanIndexBuilder()
        builder.add([4])
        let index = builder.finished(minimumCount: 1)
        #expect(index.extend(PartValue.unknown, by: 4) == PartValue.unknown)
        #expect(index.extend(SpanIndex.root, by: PartValue.unknown) == PartValue.unknown)
        #expect(index.extend(SpanIndex.root, by: 5) == PartValue.unknown)
        #expect(index.extend(2, by: 4) == PartValue.unknown)
    }

    @Test func spansLongerThanTheLongestAreUnknown() {
        let builder = SpanIndexBuilder()
        builder.add(Array(repeating: 2, count: 100))
        let index = builder.finished(minimumCount: 1)
        #expect(index.valueCount == SpanIndex.longest + 2)
        #expect(
            follow(Array(repeating: 2, count: SpanIndex.longest), in: index) == UInt32(SpanIndex.longest + 1))
        #expect(follow(Array(repeating: 2, count: SpanIndex.longest + 1), in: index) == PartValue.unknown)
        #expect(index.spans().last == Array(repeating: 2, count: SpanIndex.longest))
    }

    @Test func theEmptyIndexKnowsTheEmptySpanAlone() {
        #expect(SpanIndex.empty.valueCount == 2)
        #expect(follow([], in: .empty) == SpanIndex.root)
        #expect(follow([2], in: .empty) == PartValue.unknown)
        #expect(SpanValues.none.running == SpanIndex.root)
        #expect(SpanValues.none.last == PartValue.outside)
    }

    @Test func bucketsFromAFileGiveTheSameIndex() throws {
        let builder = SpanIndexBuilder()
        for span in [[2, 3, 4], [2, 3], [7]] as [[UInt32]] { builder.add(span) }
        let index = builder.finished(minimumCount: 1)
        let again = try SpanIndex(
            buckets: index.edges.buckets, seed: index.edges.seed, endCounts: index.endCounts)
        #expect(again.spans() == index.spans())
        // A span that only begins others has not been seen itself.
        let counts = [[2], [2, 3], [2, 3, 4], [7]].map { index.endCounts[Int(follow($0, in: index))] }
        #expect(counts == [0, 1, 1, 1])
        #expect(follow([2, 3, 4], in: again) == follow([2, 3, 4], in: index))
    }

    /// Edges that stand in buckets where no look-up goes, the same one several times among them.
    @Test func edgesThatAreNotFoundAreRefused() throws {
        let builder = SpanIndexBuilder()
        builder.add([2, 3, 4])
        let index = builder.finished(minimumCount: 1)
        let buckets = index.edges.buckets.withUnsafeBufferPointer { Array($0) }
        let other = GrowingTable()
        other.insert(Signature(low: 9, high: 0), value: 5)
        let single = try #require(
            other.finished().buckets.withUnsafeBufferPointer { $0.first { $0 != .empty } })
        // One token begins eight spans.
        #expect(throws: InvalidStructure.self) {
            try SpanIndex(
                buckets: Slab([Bucket](repeating: single, count: 8)), seed: 0,
                endCounts: Slab([UInt32](repeating: 0, count: 10)))
        }
        // Every edge is there, in buckets that were moved.
        let moved = [[Bucket](repeating: .empty, count: 64), buckets, [Bucket](repeating: .empty, count: 64)]
        #expect(throws: InvalidStructure.self) {
            try SpanIndex(
                buckets: Slab(Array(moved.joined())), seed: index.edges.seed, endCounts: index.endCounts)
        }
    }

    @Test func brokenBucketsAreRefused() throws {
        let builder = SpanIndexBuilder()
        builder.add([2, 3, 4])
        let buckets = builder.finished(minimumCount: 1).edges.buckets
        for valueCount in [0, 1, 4, 6] {
            #expect(throws: InvalidStructure.self, "\(valueCount)") {
                try SpanIndex(
                    buckets: buckets, seed: 0, endCounts: Slab([UInt32](repeating: 1, count: valueCount)))
            }
        }
        // Edges from a node to itself or to an earlier one, from a node that is not there, and to the root's or the
        // unknown span's number.
        for (from, to) in [(2, 2), (3, 2), (100, 4), (UInt64(UInt32.max), 4), (1, 3), (0, 1)]
            as [(UInt64, UInt32)]
        {
            let table = GrowingTable()
            table.insert(Signature(low: from << 32 | 9, high: 0), value: to)
            #expect(throws: InvalidStructure.self, "\(from) to \(to)") {
                try SpanIndex(buckets: table.finished().buckets, seed: 0, endCounts: Slab([0, 0, 1, 1, 1]))
            }
        }
    }
}
