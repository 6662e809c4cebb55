import Contestants

/// Look-ups of keys that are there, and the making of tables.
func lookUpSection() -> Section {
    let sizes = [SuiteSize.pick(30_000, smoke: 300), SuiteSize.pick(10_000_000, smoke: 3000)]
    let dictionary = "Swift Dictionary"
    return Section(
        name: "look-ups", title: "Look-ups of 64-bit keys that are there, in random order", note: "Load 0.85.",
        unit: "M/s", scale: 1e6, base: dictionary,
        entries: { try lookUpContestants(keys: sizes).map { try Entry($0) } },
        goals: zip(sizes, [3.4, 7]).map { size, least in
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
