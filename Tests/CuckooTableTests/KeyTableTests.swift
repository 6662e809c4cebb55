import CuckooTable
import TestSupport
import Testing

/// Key tables against the standard library's dictionary.
@Suite struct KeyTableTests {
    /// Insertions, replacements and look-ups in random order.
    @Test(arguments: UInt64(0)..<33)
    func behavesLikeADictionary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let distributions = KeyDistribution.allCases
        let distribution = distributions[Int(seed) % distributions.count]
        let table = GrowingKeyTable(
            capacity: Int.random(in: 0...500, using: &generator),
            window: [1, 4, 16, 64, 100_000].randomElement(using: &generator) ?? 16,
            load: Double.random(in: 0.3...0.97, using: &generator))
        var model: [UInt64: UInt32] = [:]
        let universe = Int.random(in: 1...4000, using: &generator)
        for _ in 0..<8000 {
            let key = distribution.key(Int.random(in: 0..<universe, using: &generator))
            if Bool.random(using: &generator) {
                let token = UInt32.random(in: 0..<UInt32.max, using: &generator)
                table.insert(key, token: token)
                model[key] = token
            }
            if table.find(key) != model[key] {
                Issue.record("seed \(seed), \(distribution): \(key) is \(table.find(key) ?? .max)")
                return
            }
        }
        #expect(table.count == model.count, "seed \(seed)")
        expectSame(table.finished(), model, asked: (0..<universe + 100).map { distribution.key($0) })
    }

    /// `find`, `findAll` and `forEach` of a finished table.
    private func expectSame(_ table: KeyTable, _ model: [UInt64: UInt32], asked: [UInt64]) {
        #expect(table.count == model.count)
        #expect(asked.map { table.find($0) } == asked.map { model[$0] })
        #expect(batch(asked, in: table) == asked.map { model[$0] ?? KeyTable.absent })
        var entries: [UInt64: UInt32] = [:]
        table.forEach { entries[$0] = $1 }
        #expect(entries == model)
    }

    private func batch(_ asked: [UInt64], in table: KeyTable) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: asked.count) { buffer, count in
            asked.withUnsafeBufferPointer { asked in
                if let base = buffer.baseAddress { table.findAll(asked, into: base) }
            }
            count = asked.count
        }
    }

    /// Small tables, and tables beyond the size from which batches request their lines ahead.
    @Test(arguments: KeyDistribution.allCases, [1, 7, 1000, 120_000])
    func aTableOfAllEntriesHasThemAndNoOthers(distribution: KeyDistribution, count: Int) {
        let keys = (0..<count).map { distribution.key($0) }
        let tokens = (0..<count).map { UInt32($0) }
        #expect(Set(keys).count == count)
        for (window, load) in [(16, 0.85), (2, 0.5), (64, 0.9), (1 << 30, 0.98)] {
            let table = KeyTable(keys, tokens: tokens, window: window, load: load)
            #expect(table.count == count)
            #expect(batch(keys, in: table) == tokens, "window \(window)")
            #expect((0..<count).allSatisfy { table.find(keys[$0]) == tokens[$0] }, "window \(window)")
            let others = (count..<2 * count).map { distribution.key($0) }
            #expect(batch(others, in: table).allSatisfy { $0 == KeyTable.absent }, "window \(window)")
            #expect(others.allSatisfy { table.find($0) == nil }, "window \(window)")
        }
    }

    @Test func theOutermostKeysAreLikeAnyOther() {
        let table = GrowingKeyTable()
        #expect(table.find(0) == nil && table.find(.max) == nil)
        table.insert(.max, token: 0)
        #expect(table.find(0) == nil && table.find(.max) == 0 && table.count == 1)
        table.insert(0, token: .max - 1)
        table.insert(0, token: 0)
        #expect(table.find(0) == 0 && table.count == 2)
        for key in 1...UInt64(5000) { table.insert(key, token: 7) }
        let finished = table.finished()
        #expect(finished.find(0) == 0 && finished.find(.max) == 0 && finished.count == 5002)
        #expect(batch([0, .max, 5001], in: finished) == [0, 0, KeyTable.absent])
    }

    @Test func theEmptyTableFindsNothing() {
        for table in [KeyTable([], tokens: []), GrowingKeyTable().finished()] {
            #expect(table.count == 0 && table.load == 0)
            #expect([0, 1, UInt64.max].allSatisfy { table.find($0) == nil })
            #expect(batch([0, 1, .max], in: table) == [UInt32](repeating: KeyTable.absent, count: 3))
            #expect(table.layout().count == 0)
        }
    }

    @Test func ofEqualKeysTheLastCounts() {
        let table = KeyTable([5, 0, 5, 9, 0], tokens: [1, 2, 3, 4, 5])
        #expect(table.count == 3)
        #expect(table.find(5) == 3 && table.find(0) == 5 && table.find(9) == 4)
    }

    /// Batches in growing tables do what single insertions do, with the same layout.
    @Test(arguments: KeyDistribution.allCases)
    func insertingAllIsInsertingEach(distribution: KeyDistribution) {
        let keys = (0..<5000).map { distribution.key($0 * 7 % 4000) }
        let tokens = (0..<5000).map { UInt32($0) }
        let (each, all) = (GrowingKeyTable(), GrowingKeyTable())
        for (key, token) in zip(keys, tokens) { each.insert(key, token: token) }
        keys.withUnsafeBufferPointer { keys in
            tokens.withUnsafeBufferPointer { tokens in
                if let base = tokens.baseAddress { all.insertAll(keys, tokens: base) }
            }
        }
        #expect(entries(of: each.finished()) == entries(of: all.finished()))
        #expect(each.placement == all.placement)
    }

    /// Keys in the order in which they stand.
    private func entries(of table: KeyTable) -> [UInt64] {
        var entries: [UInt64] = []
        table.forEach {
            entries.append($0)
            entries.append(UInt64($1))
        }
        return entries
    }

    @Test func theAbsentTokenTraps() async {
        await #expect(processExitsWith: .failure) { GrowingKeyTable().insert(1, token: KeyTable.absent) }
    }
}
