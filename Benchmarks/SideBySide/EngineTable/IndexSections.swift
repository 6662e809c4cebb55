import Contestants
import DigitKeys
import NoiseSampling

private let plainLoop = "plain loop over pointers, keys"

/// What a target says that was stated for a machine on which the plain loop looks at 600 million keys a second.
private func goal(_ title: String, _ name: String, _ size: Int, millions: Double) -> Goal {
    let setting = keyCount(size)
    return Goal(
        title: "\(title), \(setting)",
        pairs: [(Cell(name: name, setting: setting), [Cell(name: plainLoop, setting: setting)])],
        least: millions / 600, scale: 600, unit: "M/s where the plain loop does 600 M keys/s")
}

/// Queries of the prefix index on uniform keys.
func indexSection() -> Section {
    let sizes = [
        SuiteSize.pick(1000, smoke: 100), SuiteSize.pick(30_000, smoke: 300),
        SuiteSize.pick(1_000_000, smoke: 3000),
    ]
    let batch = "index, f = 2, batches"
    let sorted = "index, f = 2, batches that it sorts"
    return Section(
        name: "index", title: "Exact queries of the prefix index, uniform keys of 16 digits, P = 4",
        note: "The plain loop's figures are keys, the others are queries.",
        unit: "M/s", scale: 1e6, base: plainLoop,
        entries: {
            try sizes.flatMap { size in
                let count = SuiteSize.pick(1 << 16, smoke: 64)
                let task = try LineTask(.uniform, keys: size, factor: 2, questions: count)
                let index = task.index()
                var entries = [
                    Entry(plainLoop, keyCount(size)) { task.plainLoop() },
                    Entry(batch, keyCount(size)) { task.inBatches(index) },
                    Entry(sorted, keyCount(size)) { task.inSortedBatches(index) },
                    Entry("index, f = 2, one by one", keyCount(size)) { task.oneByOne(index) },
                ]
                for factor in [1.5, 10] {
                    let other = try LineTask(.uniform, keys: size, factor: factor, questions: count / 4)
                    let name = "index, f = \(factor == 10 ? "10" : "1.5"), batches"
                    entries.append(Entry(name, keyCount(size)) { other.inBatches(other.index()) })
                }
                return entries
            }
        },
        goals: zip(sizes, [25.0, 20, 10]).map { goal("prefix index, f = 2", batch, $0, millions: $1) }
            + [goal("prefix index, f = 2, batches that it sorts", sorted, sizes[2], millions: 10)])
}

/// Keys and questions that an index is not made for, beside the scan.
func unfavourableSection() -> Section {
    let sizes = [SuiteSize.pick(30_000, smoke: 300), SuiteSize.pick(1_000_000, smoke: 3000)]
    let settings = sizes.flatMap { size in
        [2, 1.5].flatMap { factor in
            LineSet.allCases.dropFirst().filter { _ in factor == 2 || size == sizes[0] }
                .map { (set: $0, size: size, factor: factor) }
        }
    }
    func title(_ setting: (set: LineSet, size: Int, factor: Double)) -> String {
        "\(setting.set.rawValue), \(keyCount(setting.size)), f = \(setting.factor == 2 ? "2" : "1.5")"
    }
    return Section(
        name: "unfavourable", title: "The prefix index on keys that it is not made for",
        note: """
            Half of the questions are drawn as the keys are, half are uniform. P = 4. The scan is the best kernel with early \
            exit, in batches.
            """,
        unit: "M queries/s", scale: 1e6, base: "scan",
        entries: {
            try settings.flatMap { setting in
                let task = try LineTask(
                    setting.set, keys: setting.size, factor: setting.factor,
                    questions: SuiteSize.pick(1024, smoke: 16))
                return [
                    Entry("scan", title(setting)) {
                        task.scan(questions: setting.size > 100_000 ? 64 : 1024)
                    },
                    Entry("index", title(setting)) { task.inBatches(task.index()) },
                ]
            }
        },
        goals: [
            Goal(
                title: "prefix index to the scan, worst of all unfavourable sets",
                pairs: settings.map {
                    (
                        Cell(name: "index", setting: title($0)),
                        [Cell(name: "scan", setting: title($0))]
                    )
                }, least: 1 / 1.3)
        ])
}

/// Noise subtracted from a key, and the nearest key compared with the wanted one.
func samplerSection() -> Section {
    let sizes = [SuiteSize.pick(1000, smoke: 100), SuiteSize.pick(30_000, smoke: 300)]
    let sampler = "NearestSampler, samples"
    return Section(
        name: "sampler", title: "Subtract noise, find the nearest key, compare",
        note: """
            Samples around a key with an amplitude of 1 / (8 · keys), f = 2, P = 4. One by one: Philox block, digits and index \
            for each sample alone. Scalar: the same with the scalar scan. The plain loop's figures are keys.
            """,
        unit: "M/s", scale: 1e6, base: plainLoop,
        entries: {
            try sizes.flatMap { size in
                let task = try LineTask(.uniform, keys: size, factor: 2, questions: 16)
                return samplerEntries(task, setting: keyCount(size), name: sampler)
            }
        },
        goals: zip(sizes, [25.0, 16]).map { goal("NearestSampler", sampler, $0, millions: $1) })
}

private func samplerEntries(_ task: LineTask, setting: String, name: String) -> [Entry] {
    let (keys, wanted) = (task.planes.count, 7)
    let index = task.index()
    let sampler = NearestSampler(
        index: index, noise: ColouredNoise(stream: NoiseStream(seed: 31, number: 0)),
        amplitude: 1 / (8 * Double(keys)))
    let place = PackedKey(digits: task.planes.digits(of: wanted)).fraction
    let oracle = ScalarScan(keys: task.planes, distance: task.distance)
    func isHit(_ counter: UInt64) -> Bool {
        oracle.nearest(to: sampler.sample(place, counter).digits).index == wanted
    }
    let some = UInt64(SuiteSize.pick(200, smoke: 20))
    let right = (0..<some).filter { isHit($0) }.count
    require(sampler.hitCount(of: wanted, from: place, counters: 0..<some) == right, "the sampler is wrong")
    let count = UInt64(SuiteSize.pick(1 << 16, smoke: 64))
    return [
        Entry(plainLoop, setting) { task.plainLoop() },
        Entry(name, setting) {
            {
                consume(sampler.hitCount(of: wanted, from: place, counters: 0..<count))
                return Int(count)
            }
        },
        Entry("one by one, samples", setting) {
            {
                let hits = (0..<count).reduce(0) {
                    $0 + (index.nearest(to: sampler.sample(place, $1)).index == wanted ? 1 : 0)
                }
                consume(hits)
                return Int(count)
            }
        },
        Entry("scalar, samples", setting) {
            {
                consume((0..<some / 10).filter { isHit($0) }.count)
                return Int(some / 10)
            }
        },
    ]
}
