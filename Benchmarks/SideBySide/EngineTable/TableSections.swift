import Contestants
import CuckooTable
import NoiseSampling

/// Look-ups of keys that are there.
func lookUpSection() -> Section {
    let sizes = [30_000, 100_000, 200_000, 1_000_000, 10_000_000].map { SuiteSize.pick($0, smoke: $0 / 100) }
    let dictionary = "Swift Dictionary"
    return Section(
        name: "look-ups", title: "Look-ups of 64-bit keys that are there, in random order",
        note: """
            Load 0.85. Batches request lines ahead in tables that exceed the second-level cache; below that size they are look-ups \
            one by one.
            """,
        unit: "M/s", scale: 1e6, base: dictionary,
        entries: { try lookUpContestants(keys: sizes).map { try Entry($0) } },
        goals: [(sizes[0], 3.4), (sizes[4], 7)].map { (size: Int, least: Double) in
            Goal(
                title: "KeyTable, batches of 1,000, to Dictionary, \(keyCount(size))",
                pairs: [
                    (
                        Cell(name: "KeyTable, batches of 1,000", setting: keyCount(size)),
                        [Cell(name: dictionary, setting: keyCount(size))]
                    )
                ], least: least)
        })
}

/// The making of tables.
func buildSection() -> Section {
    let sizes = [
        SuiteSize.pick(30_000, smoke: 300), SuiteSize.pick(1_000_000, smoke: 1000),
        SuiteSize.pick(10_000_000, smoke: 3000),
    ]
    let dictionary = "Swift Dictionary, room reserved"
    return Section(
        name: "builds", title: "Making a table of 64-bit keys in random order",
        note: "From arrays of keys and tokens; the table is freed within the time.",
        unit: "M entries/s", scale: 1e6, base: dictionary,
        entries: { try buildContestants(keys: sizes).map { try Entry($0) } },
        goals: sizes.map { size in
            Goal(
                title: "making a KeyTable to making a Dictionary, \(keyCount(size))",
                pairs: [
                    (
                        Cell(name: "KeyTable", setting: keyCount(size)),
                        [Cell(name: dictionary, setting: keyCount(size))]
                    )
                ], least: 1)
        })
}

/// Look-ups of signatures, hits, in batches and one by one.
func signatureSection() -> Section {
    let sizes = [4000, 30_000, 1_000_000].map { SuiteSize.pick($0, smoke: $0 / 100) }
    let dictionary = "Swift Dictionary"
    func signature(_ index: Int) -> Signature {
        let words = NoiseStream(seed: 71, number: 1).block(UInt64(index))
        return Signature(low: UInt64(words.x) | UInt64(words.y) << 32, high: UInt32(index & 255) << 24)
    }
    return Section(
        name: "signatures", title: "Look-ups of signatures that are there, in random order", note: "",
        unit: "M/s", scale: 1e6, base: dictionary,
        entries: {
            sizes.flatMap { size in
                let growing = GrowingTable(capacity: size)
                var other = [Signature: UInt32](minimumCapacity: size)
                for index in 0..<size {
                    growing.insert(signature(index), value: UInt32(index + 1))
                    other[signature(index)] = UInt32(index + 1)
                }
                let table = growing.finished()
                let asked = (0..<100_000).map {
                    signature(
                        Int(
                            NoiseStream.scale(
                                NoiseStream(seed: 72, number: 1).word(UInt64($0)), below: UInt32(size))))
                }
                var found = [UInt32](repeating: 0, count: asked.count)
                let right = asked.map { other[$0] ?? 0 }
                asked.withUnsafeBufferPointer { table.findAll($0, into: &found) }
                require(found == right, "look-ups are wrong")
                return [
                    Entry(dictionary, keyCount(size)) {
                        {
                            consume(asked.reduce(0) { $0 &+ (other[$1] ?? 0) })
                            return asked.count
                        }
                    },
                    Entry("SignatureTable, one by one", keyCount(size)) {
                        {
                            consume(asked.reduce(0) { $0 &+ table.find($1) })
                            return asked.count
                        }
                    },
                    Entry("SignatureTable, a batch", keyCount(size)) {
                        {
                            asked.withUnsafeBufferPointer { table.findAll($0, into: &found) }
                            return asked.count
                        }
                    },
                ]
            }
        })
}
