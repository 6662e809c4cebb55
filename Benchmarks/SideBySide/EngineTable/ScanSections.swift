import Contestants
import Platform

/// Scans of all keys of sixteen digits, beside FAISS when it is there.
func scanSection(_ peer: PeerWorker?) -> Section {
    let sizes = [SuiteSize.pick(30_000, smoke: 300), SuiteSize.pick(1_000_000, smoke: 3000)]
    let fastScan = "FAISS IndexPQFastScan, M = 16 × 4 bit"
    let oracle = "scalar scan, the oracle"
    func goal(_ name: String, _ size: Int, to base: String, _ least: Double) -> Goal {
        let base = Cell(name: base, setting: keyCount(size))
        return Goal(
            title: "\(name), \(keyCount(size)), to \(base.name)",
            pairs: [(Cell(name: name, setting: keyCount(size)), [base])], least: least)
    }
    return Section(
        name: "scan", title: "Scans for the nearest of N keys of 16 uniform digits",
        note: """
            Keys looked at a second: questions a second times N. f = 2, P = 4. FAISS answers another distance, its fast scan \
            approximately: the work is compared, not the answers.
            """,
        unit: "G keys/s", scale: 1e9, base: peer == nil ? oracle : fastScan,
        entries: {
            try nearestContestants(keys: sizes).filter { $0.name != "prefix index" }.map { try Entry($0) }
                + (peer?.entries(keys: sizes).filter { $0.cell.name.contains("FAISS") } ?? [])
        },
        goals: [
            goal("Swift SIMD scan, all digits", sizes[0], to: fastScan, 1.4),
            goal("Swift SIMD scan, all digits", sizes[1], to: fastScan, 1.4),
            goal("best kernel, all digits", sizes[1], to: fastScan, 6),
            goal("best kernel, early exit", sizes[1], to: fastScan, 12),
            goal("best kernel, early exit", sizes[0], to: oracle, 120),
            goal("best kernel, early exit", sizes[1], to: oracle, 500),
        ])
}

/// Scans of few keys by kernel, where the forms of a scan change over.
func fewKeysSection() -> Section {
    let sizes = [16, 64, 256, 500, 520, 1000, 2000, 2100, 4000, 16_000]
        .map { SuiteSize.pick($0, smoke: 1 + $0 / 100) }
    return Section(
        name: "few", title: "Scans of few keys by kernel, early exit",
        note: """
            As above, in G keys/s. Below 512 keys of one number the kernels with byte shuffles sum whole distances; from 2,048 \
            keys on the Swift SIMD scan works on planes of bits.
            """,
        unit: "G keys/s", scale: 1e9, base: "\(Kernel.simd)",
        entries: {
            try Set(sizes).sorted().flatMap { size in
                let task = try LineTask(.uniform, keys: size, factor: 2, questions: 256)
                return Kernel.supported.filter { $0 != .scalar }.map { kernel in
                    Entry("\(kernel)", keyCount(size)) {
                        let scan = task.scan(questions: 256, kernel: kernel)
                        return { scan() * size }
                    }
                }
            }
        })
}
