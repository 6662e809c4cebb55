/// How clear the decisions of a corpus are.
package struct Margins {
    /// The median difference between the nearest label and the runner-up.
    package let unit: Int32
    /// Sixteenths of all differences, from the smallest.
    package let steps: [Int32]
    /// The largest distance.
    package let largest: Int32

    package init(of corpus: TaggedCorpus) {
        let labels = corpus.labels.count
        largest = corpus.distances.max() ?? 0
        let margins = (0..<corpus.count).map { position -> Int32 in
            var (nearest, next) = (Int32.max, Int32.max)
            for distance in corpus.distances[position * labels..<(position + 1) * labels] {
                (nearest, next) = (min(nearest, distance), min(next, max(nearest, distance)))
            }
            return next - nearest
        }.sorted()
        unit = max(margins.isEmpty ? 1 : margins[margins.count / 2], 2)
        var steps: [Int32] = []
        for sixteenth in 1...7 where !margins.isEmpty {
            let step = margins[margins.count * sixteenth / 16]
            if step > steps.last ?? 0 { steps.append(step) }
        }
        self.steps = steps
    }
}
