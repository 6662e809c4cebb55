import CuckooTable
import TestSupport
import Testing

/// How full key tables get, and how near similar keys lie.
@Suite struct KeyTableLayoutTests {
    private func table(
        _ distribution: KeyDistribution, _ count: Int, window: Int = 32, load: Double = 0.85
    ) -> KeyTable {
        KeyTable(
            (0..<count).map { distribution.key($0) }, tokens: (0..<count).map { UInt32($0) }, window: window,
            load: load)
    }

    /// Evenly spread keys fill 85 % of the slots with all keys within 32 buckets of their homes.
    @Test(arguments: KeyDistribution.allCases.filter(\.isEven), [1000, 30_000, 300_000])
    func evenKeysStayNearTheirHomes(distribution: KeyDistribution, count: Int) {
        let layout = table(distribution, count).layout()
        #expect(layout.load >= 0.84 && layout.load <= 0.85, "\(layout)")
        #expect(layout.isOrdered && layout.window == 32, "\(layout)")
        #expect(layout.homeShare >= 0.75, "\(layout)")
        #expect(layout.meanDistance <= 4, "\(layout)")
        #expect(layout.meanDisorder <= 0.05 * Double(count) / 5 + 32, "\(layout)")
    }

    /// Whatever the keys, 85 % of the slots are used.
    @Test(arguments: KeyDistribution.allCases)
    func allKeysReachTheLoad(distribution: KeyDistribution) {
        for count in [1000, 100_000] {
            let layout = table(distribution, count).layout()
            #expect(layout.load >= 0.84, "\(layout)")
        }
    }

    /// Wider windows take more, at a larger distance.
    @Test func widerWindowsFillFurther() {
        var distances: [Double] = []
        for (window, load) in [(4, 0.6), (32, 0.85), (128, 0.92), (1 << 20, 0.98)] {
            let layout = table(.random, 100_000, window: window, load: load).layout()
            #expect(layout.load >= load - 0.01, "\(layout)")
            #expect(layout.window == min(window, Int(100_000 / load / 5)), "\(layout)")
            distances.append(layout.meanDistance)
        }
        #expect(distances == distances.sorted())
        #expect(distances[0] < 1 && distances[3] > 100, "\(distances)")
    }

    /// A window that is too narrow for the load is widened step by step, and not further than it must be.
    @Test func aWindowThatIsTooNarrowIsWidened() {
        let layout = table(.random, 100_000, window: 2, load: 0.9).layout()
        #expect(layout.load >= 0.89 && layout.isOrdered, "\(layout)")
        #expect(layout.window == 16 || layout.window == 128, "\(layout)")
    }

    @Test func keysThatCrowdOnAllScalesLoseTheirOrderAndNothingElse() {
        let layout = table(.powers, 50_000).layout()
        #expect(!layout.isOrdered)
        #expect(layout.meanDisorder > 1000, "\(layout)")
        #expect(layout.load >= 0.84, "\(layout)")
    }

    /// Growing tables fit their range to the keys although they are told nothing of it.
    @Test(arguments: KeyDistribution.allCases.filter(\.isEven))
    func growingTablesFindTheRange(distribution: KeyDistribution) {
        let table = GrowingKeyTable()
        for rank in 0..<40_000 { table.insert(distribution.key(rank), token: 1) }
        let layout = table.finished().layout()
        #expect(layout.isOrdered && layout.window <= 128, "\(layout)")
        #expect(layout.load >= 0.4 && layout.load <= 0.85, "\(layout)")
    }

    @Test(arguments: KeyDistribution.allCases)
    func theSameInsertionsGiveTheSameLayout(distribution: KeyDistribution) {
        func slots() -> (KeyPlacement, [UInt64]) {
            let table = table(distribution, 20_000)
            var order: [UInt64] = []
            table.forEach { key, _ in order.append(key) }
            return (table.placement, order)
        }
        let (first, second) = (slots(), slots())
        #expect(first.0 == second.0)
        #expect(first.1 == second.1)
    }

    /// Homes never fall as keys rise, use the whole table, and second buckets lie within the window.
    @Test(arguments: UInt64(0)..<200)
    func placementsKeepOrderAndBounds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...300, using: &generator)
        let width = UInt64.max >> UInt64.random(in: 0..<64, using: &generator)
        let low = UInt64.random(in: 0...(.max - width), using: &generator)
        var keys = (0..<count).map { _ in UInt64.random(in: low...low + width, using: &generator) } + [low]
        keys.sort()
        let table = KeyTable(
            keys, tokens: keys.map { _ in 3 }, window: Int.random(in: 1...40, using: &generator),
            load: Double.random(in: 0.01...0.6, using: &generator))
        let placement = table.placement
        var last = 0
        for key in keys where key != 0 {
            let home = placement.home(of: key)
            #expect(home >= 0 && home < placement.bucketCount, "seed \(seed)")
            if placement.isOrdered { #expect(home >= last, "seed \(seed)") }
            last = home
            let second = placement.second(of: key, home: home)
            let distance = (second - home + placement.bucketCount) % placement.bucketCount
            #expect((1...Int(placement.window)).contains(distance), "seed \(seed)")
        }
        for key in [0, 1, low &- 1, low &+ width &+ 1, .max] where table.find(key) == nil {
            #expect((0..<placement.bucketCount).contains(placement.home(of: key)), "seed \(seed)")
        }
    }
}
