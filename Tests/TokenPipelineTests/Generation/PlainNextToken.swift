/// The definition of a next-token model, word for word and without any table of its own: counts are made anew for each question.
struct PlainNextToken {
    let text: [UInt32]
    let wordTokens: [Bool]
    let order: Int

    /// A context of some level as a list of numbers, and the longer one that it was counted in.
    private struct Occurrence: Hashable {
        var context: [Int]
        var token: UInt32
        /// The context one level up; empty for the longest, where every occurrence counts.
        var longer: [Int]
    }

    /// The segments before the token at `position`: the running one, and the one before it.
    private func segments(before position: Int, in text: [UInt32]) -> (running: [Int], previous: [Int]?) {
        var segments: [[Int]] = []
        var endsInWord = false
        for token in text[..<position] {
            let isWord = Int(token) >= wordTokens.count || wordTokens[Int(token)]
            if segments.isEmpty || (isWord && !endsInWord) { segments.append([]) }
            segments[segments.count - 1].append(Int(token))
            endsInWord = isWord
        }
        return (segments.last ?? [], segments.dropLast().last)
    }

    /// The window of `length` tokens before a position; nil at the start of the text.
    private func window(_ length: Int, before position: Int, in text: [UInt32]) -> [Int]? {
        length > position ? nil : text[position - length..<position].map { Int($0) }
    }

    /// How often each token followed each context of a level.
    private func counts(window length: Int) -> [[Int]: [UInt32: Int]] {
        var seen: Set<Occurrence> = []
        var counts: [[Int]: [UInt32: Int]] = [:]
        for (position, token) in text.enumerated() {
            guard let context = window(length, before: position, in: text) else { continue }
            let longer = length == order ? [position] : window(length + 1, before: position, in: text) ?? []
            if seen.insert(Occurrence(context: context, token: token, longer: longer)).inserted {
                counts[context, default: [:]][token, default: 0] += 1
            }
        }
        return counts
    }

    /// The same for running segments, alone or after the one before.
    private func counts(pairs: Bool) -> [[Int]: [UInt32: Int]] {
        var seen: Set<Occurrence> = []
        var counts: [[Int]: [UInt32: Int]] = [:]
        for (position, token) in text.enumerated() where position > 0 {
            let (running, previous) = segments(before: position, in: text)
            if pairs && previous == nil { continue }
            let context = pairs ? (previous ?? []) + [-1] + running : running
            let longer = pairs ? [position] : previous ?? []
            if seen.insert(Occurrence(context: context, token: token, longer: longer)).inserted {
                counts[context, default: [:]][token, default: 0] += 1
            }
        }
        return counts
    }

    private func discounts(_ counts: [[Int]: [UInt32: Int]]) -> [Double] {
        var numbers = [0.0, 0, 0, 0]
        for count in counts.values.flatMap(\.values) where count <= 4 { numbers[count - 1] += 1 }
        let ratio = numbers[0] > 0 ? numbers[0] / (numbers[0] + 2 * numbers[1]) : 0.5
        return (1...3).map { count in
            let (here, more) = (numbers[count - 1], numbers[count])
            let formula =
                here > 0 ? Double(count) - Double(count + 1) * ratio * more / here : Double(count) / 2
            return min(max(formula, 0.05 * Double(count)), 0.98 * Double(count))
        }
    }

    private func refine(
        _ shorter: Double, _ token: UInt32, _ context: [Int], _ counts: [[Int]: [UInt32: Int]]
    ) -> Double {
        guard let followers = counts[context] else { return shorter }
        let discounts = discounts(counts)
        let total = Double(followers.values.reduce(0, +))
        let taken = followers.values.reduce(0.0) { $0 + discounts[min($1, 3) - 1] }
        let own = followers[token].map { Double($0) - discounts[min($0, 3) - 1] } ?? 0
        return own / total + taken / total * shorter
    }

    /// The predictions of windows of 1 … order tokens, of the segment, and of the pair of segments.
    func predictions(of token: UInt32, after history: [UInt32]) -> [Double] {
        var probability = 1 / Double(wordTokens.count + 1)
        var predictions: [Double] = []
        for length in 0...order {
            if let context = window(length, before: history.count, in: history) {
                probability = refine(probability, token, context, counts(window: length))
            }
            if length > 0 { predictions.append(probability) }
        }
        let (running, previous) = segments(before: history.count, in: history)
        let segmentCounts = counts(pairs: false)
        if !history.isEmpty { probability = refine(probability, token, running, segmentCounts) }
        predictions.append(probability)
        if let previous, segmentCounts[running] != nil {
            probability = refine(probability, token, previous + [-1] + running, counts(pairs: true))
        }
        predictions.append(probability)
        return predictions
    }
}
