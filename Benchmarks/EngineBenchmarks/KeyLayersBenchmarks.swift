import Benchmark
import Contestants
import CuckooTable
import KeyLayers
import Platform
import TokenPipeline

/// A text of a thousand tokens and the signatures of its static layers, found by the reference decoder.
private final class SignatureSubject {
    static let length = 1000
    let window: ContextWindow
    let resolver: TokenResolver
    let entries: [UInt32]
    let signatures: Memory<Signature>
    let expected: [Signature]

    init() throws {
        let model = try SyntheticLanguage.taggingModel().tokens
        let layout = model.frame.layout
        var language = SyntheticLanguage(seed: 2)
        let words = language.sentence(length: Self.length).map(\.text)
        window = ContextWindow(layout: layout)
        let resolver = TokenResolver(columns: model.frame.columns)
        self.resolver = resolver
        entries = words.map { word in
            var word = word
            return word.withUTF8 { resolver.entry(of: $0, column: 0) }
        }
        expected = ReferenceDecoder(model: model).decode(words.map { [$0] }).flatMap { trace in
            layout.staticLayers.map { layout.pack(layer: $0, values: trace.layers[$0].values) ?? .absent }
        }
        signatures = Memory(count: expected.count, repeating: .absent)
    }

    func run() {
        window.load(columns: [entries[...]], resolver: resolver)
        window.writeStaticSignatures(at: 0..<window.count, into: signatures.base)
    }
}

/// Rows to sum, a thousand groups, and the sums found by a plain loop.
private final class RowSubject {
    static let groups = 1000
    static let layers = 21
    static let numbers = 32
    let table: RowTable
    let rows: Memory<UInt32>
    let sums = Memory<Int16>(count: groups * numbers, repeating: 0)
    private var expected: [Int16] = []

    /// - Parameter spread: how many different rows the groups take.
    init(spread: Int) throws {
        let count = SuiteSize.pick(160_000, smoke: 500)
        var random = SplitMix(seed: 3)
        let values = (0..<(count + 1) * Self.numbers).map { index in
            index < Self.numbers ? 0 : Int16(random.below(600) - 300)
        }
        table = try RowTable(
            numbers: Self.numbers, fractionBits: 2, values: Slab(values),
            updates: Slab(Array(repeating: 1, count: count + 1)))
        rows = Memory(
            (0..<Self.groups * Self.layers).map { _ in UInt32(random.below(min(spread, count) + 1)) })
        expected = plainSums()
    }

    func plainSums() -> [Int16] {
        var sums = [Int16](repeating: 0, count: Self.groups * Self.numbers)
        table.values.withUnsafeBufferPointer { values in
            for group in 0..<Self.groups {
                for layer in 0..<Self.layers {
                    let row = Int(rows.base[group * Self.layers + layer])
                    for number in 0..<Self.numbers {
                        sums[group * Self.numbers + number] += values[row * Self.numbers + number]
                    }
                }
            }
        }
        return sums
    }

    func run() {
        table.sumGroups(rows.base, groups: Self.groups, groupSize: Self.layers, into: sums.base)
    }

    func isRight() -> Bool { sums.all.elementsEqual(expected) }
}

func registerKeyLayers() {
    measure(
        "KeyLayers: signatures of a sequence, positions", per: .kilo,
        prepare: { try SignatureSubject() },
        run: { $0.run() },
        isRight: { subject, _ in subject.signatures.all.elementsEqual(subject.expected) })
    let all = SuiteSize.pick(160_000, smoke: 500)
    for spread in [SuiteSize.pick(500, smoke: 50), all] {
        measure(
            "KeyLayers: sums of 21 rows out of \(spread): sumGroups", per: .kilo,
            prepare: { try RowSubject(spread: spread) },
            run: { $0.run() },
            isRight: { subject, _ in subject.isRight() })
    }
    measure(
        "KeyLayers: sums of 21 rows out of \(all): plain loop", per: .kilo,
        prepare: { try RowSubject(spread: all) },
        run: { $0.plainSums() },
        isRight: { subject, sums in
            subject.run()
            return subject.sums.all.elementsEqual(sums)
        })
}
