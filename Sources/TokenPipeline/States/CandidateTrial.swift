import KeyLayers
import Platform

/// Measures the candidates of node A decision by decision while a model is learned.
final class CandidateTrial {
    /// States × `CandidateRecord.width`.
    private(set) var counts: [UInt32]
    /// Places of each link's layers among the dynamic ones.
    private let places: [[Int]]
    private let linkRows: ScratchBuffer<UInt32>
    private let linkSum: ScratchBuffer<Int32>
    private let noise: ScratchBuffer<Int32>
    private let numbers: Int

    /// Nil when no layer sees what was emitted: there is nothing to choose between.
    init?(frame: TokenModelFrame) {
        let layout = frame.layout
        guard !layout.dynamicLayers.isEmpty else { return nil }
        places = NodeLink.allCases.map { link in
            layout.dynamicLayers.indices.filter { layout.layers[layout.dynamicLayers[$0]].link == link }
        }
        counts = Array(
            repeating: 0, count: frame.valueCount(of: .output) * CandidateRecord.width)
        numbers = frame.distance.shape.numbers
        linkRows = ScratchBuffer(capacity: layout.dynamicLayers.count)
        linkSum = ScratchBuffer(capacity: numbers)
        noise = ScratchBuffer(capacity: numbers)
    }

    /// Notes which candidates are right.
    ///
    /// - Parameters:
    ///   - state: value of the last decision.
    ///   - dynamicRows: rows of the dynamic layers, in order; 0 for those that have none.
    ///   - sum: of all rows.
    ///   - bothAreRight: what all rows together decide was wanted.
    ///   - isRight: whether a sum of rows decides what was wanted.
    func measure(
        after state: UInt32, rows: TrainingRows, dynamicRows: UnsafePointer<UInt32>,
        sum: UnsafePointer<Int32>,
        bothAreRight: Bool, isRight: (UnsafePointer<Int32>) -> Bool
    ) {
        let start = Int(state) * CandidateRecord.width
        counts[start] += 1
        if bothAreRight { counts[start + CandidateRecord.place(of: .both)] += 1 }
        for (link, candidate) in [(NodeLink.window, NodeCandidate.present), (.present, .window)] {
            var count = 0
            for place in places[link.rawValue] where dynamicRows[place] != 0 {
                linkRows.base[count] = dynamicRows[place]
                count += 1
            }
            var candidateIsRight = bothAreRight
            if count > 0 {
                rows.sum(UnsafeBufferPointer(start: linkRows.base, count: count), into: linkSum.base)
                for number in 0..<numbers { noise.base[number] = sum[number] &- linkSum.base[number] }
                candidateIsRight = isRight(noise.base)
            }
            if candidateIsRight { counts[start + CandidateRecord.place(of: candidate)] += 1 }
        }
    }
}
