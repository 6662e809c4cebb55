import Benchmark
import Contestants
import CuckooTable

/// The signature of entry `index`; every index has another one.
private func signature(of index: Int) -> Signature {
    Signature(low: SplitMix.mixed(UInt64(index)), high: UInt32(truncatingIfNeeded: index & 0xFF) << 24)
}

/// Entries 0 ..< count with the values 1 ... count, and questions for them or for others that are not there.
private final class TableSubject<Table> {
    static var lookUps: Int { 1000 }
    let table: Table
    let questions: Memory<Signature>
    let values: Memory<UInt32>
    /// Sum of the values of every thousand questions.
    private var sums: [UInt64] = []
    private var round = 0

    init(table: Table, count: Int, areHits: Bool) {
        self.table = table
        // So many that each look-up finds its bucket as cold as the table's size allows.
        let rounds = SuiteSize.pick(1000, smoke: 2)
        questions = Memory(count: rounds * Self.lookUps, repeating: .absent)
        values = Memory(count: Self.lookUps, repeating: .max)
        var random = SplitMix(seed: 5)
        for round in 0..<rounds {
            var sum: UInt64 = 0
            for question in 0..<Self.lookUps {
                let index = random.below(count)
                questions.base[round * Self.lookUps + question] = signature(
                    of: areHits ? index : index + count)
                sum += areHits ? UInt64(index + 1) : 0
            }
            sums.append(sum)
        }
    }

    var asked: UnsafeBufferPointer<Signature> { questions.part(round * Self.lookUps, Self.lookUps) }

    /// Compares the values found, and goes on to the next thousand questions.
    func isRight() -> Bool {
        let isRight = values.all.reduce(0) { $0 + UInt64($1) } == sums[round]
        round = (round + 1) % sums.count
        values.base.update(repeating: .max, count: values.count)
        return isRight
    }
}

private func filled(_ count: Int) -> SignatureTable {
    let table = GrowingTable(capacity: count)
    for index in 0..<count { table.insert(signature(of: index), value: UInt32(index + 1)) }
    require(table.count == count, "entries are lost")
    return table.finished()
}

private func dictionary(_ count: Int) -> [Signature: UInt32] {
    var dictionary = [Signature: UInt32](minimumCapacity: count)
    for index in 0..<count { dictionary[signature(of: index)] = UInt32(index + 1) }
    return dictionary
}

private func lookUps(count: Int, areHits: Bool) {
    let what = "\(areHits ? "hits" : "misses") in \(count) entries"
    measure(
        "CuckooTable: \(what): findAll", per: .kilo,
        prepare: { TableSubject(table: filled(count), count: count, areHits: areHits) },
        run: { $0.table.findAll($0.asked, into: $0.values.base) },
        isRight: { subject, _ in subject.isRight() })
    measure(
        "CuckooTable: \(what): find one by one", per: .kilo,
        prepare: { TableSubject(table: filled(count), count: count, areHits: areHits) },
        run: { subject in
            let (table, values) = (subject.table, subject.values.base)
            for (place, signature) in subject.asked.enumerated() { values[place] = table.find(signature) }
        },
        isRight: { subject, _ in subject.isRight() })
    measure(
        "CuckooTable: \(what): Dictionary", per: .kilo,
        prepare: { TableSubject(table: dictionary(count), count: count, areHits: areHits) },
        run: { subject in
            let (table, values) = (subject.table, subject.values.base)
            for (place, signature) in subject.asked.enumerated() { values[place] = table[signature] ?? 0 }
        },
        isRight: { subject, _ in subject.isRight() })
}

// MARK: - Keys

/// A key of sixteen decimal digits, as canonical keys are.
private func key(of index: Int) -> UInt64 {
    SplitMix.mixed(UInt64(index)).multipliedFullWidth(by: 10_000_000_000_000_000).high
}

/// Keys 0 ..< count with their indices as tokens, and questions for them.
private final class KeySubject<Table> {
    static var lookUps: Int { 1000 }
    let table: Table
    let questions: Memory<UInt64>
    let tokens: Memory<UInt32>
    /// Sum of the tokens of every thousand questions.
    private var sums: [UInt64] = []
    private var round = 0

    init(count: Int, table: (_ keys: [UInt64], _ tokens: [UInt32]) -> Table) {
        self.table = table((0..<count).map { key(of: $0) }, (0..<count).map { UInt32($0) })
        let rounds = SuiteSize.pick(1000, smoke: 2)
        questions = Memory(count: rounds * Self.lookUps, repeating: 0)
        tokens = Memory(count: Self.lookUps, repeating: .max)
        var random = SplitMix(seed: 5)
        for round in 0..<rounds {
            var sum: UInt64 = 0
            for question in 0..<Self.lookUps {
                let index = random.below(count)
                questions.base[round * Self.lookUps + question] = key(of: index)
                sum += UInt64(index)
            }
            sums.append(sum)
        }
    }

    var asked: UnsafeBufferPointer<UInt64> { questions.part(round * Self.lookUps, Self.lookUps) }

    /// Compares the tokens found, and goes on to the next thousand questions.
    func isRight() -> Bool {
        let isRight = tokens.all.reduce(0) { $0 + UInt64($1) } == sums[round]
        round = (round + 1) % sums.count
        tokens.base.update(repeating: .max, count: tokens.count)
        return isRight
    }
}

private func keyTable(_ keys: [UInt64], _ tokens: [UInt32]) -> KeyTable {
    let table = KeyTable(keys, tokens: tokens)
    require(table.count == keys.count && table.load > 0.8, "\(table.layout())")
    return table
}

private func keyDictionary(_ keys: [UInt64], _ tokens: [UInt32]) -> [UInt64: UInt32] {
    var dictionary = [UInt64: UInt32](minimumCapacity: keys.count)
    for (key, token) in zip(keys, tokens) { dictionary[key] = token }
    return dictionary
}

private func keyLookUps(count: Int) {
    let what = "keys: hits in \(count) entries"
    measure(
        "CuckooTable: \(what): findAll", per: .kilo,
        prepare: { KeySubject(count: count, table: keyTable) },
        run: { $0.table.findAll($0.asked, into: $0.tokens.base) },
        isRight: { subject, _ in subject.isRight() })
    measure(
        "CuckooTable: \(what): find one by one", per: .kilo,
        prepare: { KeySubject(count: count, table: keyTable) },
        run: { subject in
            let (table, tokens) = (subject.table, subject.tokens.base)
            for (place, key) in subject.asked.enumerated() { tokens[place] = table.find(key) ?? 0 }
        },
        isRight: { subject, _ in subject.isRight() })
    measure(
        "CuckooTable: \(what): Dictionary", per: .kilo,
        prepare: { KeySubject(count: count, table: keyDictionary) },
        run: { subject in
            let (table, tokens) = (subject.table, subject.tokens.base)
            for (place, key) in subject.asked.enumerated() { tokens[place] = table[key] ?? 0 }
        },
        isRight: { subject, _ in subject.isRight() })
    // Unfavourable: which question comes next depends on the answer before, so no two look-ups overlap.
    measure(
        "CuckooTable: \(what): chain", per: .kilo,
        prepare: { KeySubject(count: count, table: keyTable) },
        run: { subject in
            let (table, asked, tokens) = (subject.table, subject.asked, subject.tokens.base)
            var last: UInt32 = 0
            for place in asked.indices {
                last = table.find(asked[place ^ Int(last >> 31)]) ?? 0
                tokens[place] = last
            }
        },
        isRight: { subject, _ in subject.isRight() })
    measure(
        "CuckooTable: \(what): chain in Dictionary", per: .kilo,
        prepare: { KeySubject(count: count, table: keyDictionary) },
        run: { subject in
            let (table, asked, tokens) = (subject.table, subject.asked, subject.tokens.base)
            var last: UInt32 = 0
            for place in asked.indices {
                last = table[asked[place ^ Int(last >> 31)]] ?? 0
                tokens[place] = last
            }
        },
        isRight: { subject, _ in subject.isRight() })
}

private func keyBuilds(count: Int, per unit: BenchmarkScalingFactor) {
    let what = "keys: build of \(count) entries"
    func entries() -> ([UInt64], [UInt32]) {
        ((0..<count).map { key(of: $0) }, (0..<count).map { UInt32($0) })
    }
    measure(
        "CuckooTable: \(what): KeyTable", per: unit, prepare: entries, run: { keyTable($0.0, $0.1) },
        isRight: { $1.find($0.0[count - 1]) == UInt32(count - 1) })
    measure(
        "CuckooTable: \(what): Dictionary", per: unit, prepare: entries, run: { keyDictionary($0.0, $0.1) },
        isRight: { $1[$0.0[count - 1]] == UInt32(count - 1) })
}

private func insertions() {
    let count = 1000
    measure(
        "CuckooTable: insertion of 1000: growing table", per: .kilo,
        prepare: {},
        run: {
            let table = GrowingTable()
            for index in 0..<count { table.insert(signature(of: index), value: UInt32(index + 1)) }
            return table
        },
        isRight: { $1.count == count && $1.find(signature(of: count - 1)) == UInt32(count) })
    measure(
        "CuckooTable: insertion of 1000: growing table, insertAll", per: .kilo,
        prepare: {
            (
                Memory((0..<count).map { signature(of: $0) }),
                Memory((0..<count).map { UInt32($0 + 1) })
            )
        },
        run: { subject in
            let table = GrowingTable()
            table.insertAll(subject.0.all, values: subject.1.base)
            return table
        },
        isRight: { $1.count == count && $1.find(signature(of: count - 1)) == UInt32(count) })
    // The last entries of a table that is nine tenths full have to move others.
    measure(
        "CuckooTable: insertion of 1000: table filled to nine tenths", per: .kilo,
        prepare: {},
        run: {
            let table = GrowingTable(capacity: count)
            for index in 0..<count { table.insert(signature(of: index), value: UInt32(index + 1)) }
            return table
        },
        isRight: { $1.count == count && $1.find(signature(of: count - 1)) == UInt32(count) })
    measure(
        "CuckooTable: insertion of 1000: Dictionary", per: .kilo,
        prepare: {},
        run: {
            var table: [Signature: UInt32] = [:]
            for index in 0..<count { table[signature(of: index)] = UInt32(index + 1) }
            return table
        },
        isRight: { $1.count == count && $1[signature(of: count - 1)] == UInt32(count) })
}

func registerCuckooTable() {
    // Half a megabyte of buckets, which a second-level cache holds, and 89, which it does not.
    for count in [SuiteSize.pick(30_000, smoke: 300), SuiteSize.pick(5_000_000, smoke: 1000)] {
        lookUps(count: count, areHits: true)
        lookUps(count: count, areHits: false)
    }
    // Unfavourable: batches of one, in which there is nothing to request ahead.
    let small = SuiteSize.pick(30_000, smoke: 300)
    measure(
        "CuckooTable: hits in \(small) entries: findAll in batches of one", per: .kilo,
        prepare: { TableSubject(table: filled(small), count: small, areHits: true) },
        run: { subject in
            let (table, asked, values) = (subject.table, subject.asked, subject.values.base)
            for place in asked.indices {
                table.findAll(UnsafeBufferPointer(rebasing: asked[place..<place + 1]), into: values + place)
            }
        },
        isRight: { subject, _ in subject.isRight() })
    insertions()
    for count in [small, SuiteSize.pick(10_000_000, smoke: 1000)] { keyLookUps(count: count) }
    keyBuilds(count: 1000, per: .kilo)
    keyBuilds(count: SuiteSize.pick(1_000_000, smoke: 2000), per: SuiteSize.isSmoke ? .kilo : .mega)
}
