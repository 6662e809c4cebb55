import NoiseSampling

/// Quantities, for many positions at once.
extension RunWindows {
    /// The quantity at each position of a range.
    ///
    /// - Complexity: O(positions + window); O(positions · window) where tokens are compared with a cell.
    func numbers(_ quantity: CompiledQuantity, in range: Range<Int>) -> [Int] {
        switch quantity {
        case .number(let number): return [Int](repeating: number, count: range.count)
        case .count(let region, let view, let test):
            let sample = sample(region, count: length(view))
            return numbers(view, test, in: range) { set, position in
                Self.count(set, region, sample, from: position, count: length(view))
            }
        case .nearest(let side, let view, let test):
            return numbers(view, test, in: range) { set, position in
                let found = side == .left ? set.last(before: position) : set.first(from: position + 1)
                return found.map { abs($0 - position) } ?? Quantity.infinite
            }
        case .place: return Array(range)
        case .placeFromEnd: return range.map { value.count - 1 - $0 }
        case .length(let view): return [Int](repeating: length(view), count: range.count)
        case .margin(let symbol):
            guard let distances, let output = outputs.firstIndex(of: symbol) else {
                return [Int](repeating: Quantity.infinite, count: range.count)
            }
            return range.map { position in
                guard position < distances.count, let margin = distances.margin(of: output, at: position)
                else { return Quantity.infinite }
                return margin * 100 / Int(distances.unit)
            }
        }
    }

    /// A number for each position from the tokens of a window that pass a test; the set is made once unless the test
    /// compares with a cell that moves with the position.
    @inline(__always)
    private func numbers(
        _ view: CompiledView, _ test: CompiledTest, in range: Range<Int>, _ number: (PositionSet, Int) -> Int
    ) -> [Int] {
        let window = window(view)
        guard case .cell(let cell) = test.operand else {
            let set = positions(test, in: window.indices) { window[$0] }
            return range.map { number(set, $0) }
        }
        let others = self.window(cell.view)
        func set(from position: Int) -> PositionSet {
            passing(window, test.relation, Self.symbol(cell.place, of: others, from: position))
        }
        if cell.place.moves { return range.map { number(set(from: $0), $0) } }
        let set = set(from: range.lowerBound)
        return range.map { number(set, $0) }
    }

    private func sample(_ region: WindowRegion, count: Int) -> PositionSet {
        var set = PositionSet()
        guard case .sample(let size, let seed) = region else { return set }
        let stream = NoiseStream(seed: UInt64(truncatingIfNeeded: seed), number: UInt64(count))
        for position in seededOrder(count: count, stream: stream).prefix(size) { set.insert(position) }
        return set
    }

    private static func count(
        _ set: PositionSet, _ region: WindowRegion, _ sample: PositionSet, from position: Int, count: Int
    ) -> Int {
        switch region {
        case .whole: return set.count
        case .before: return set.count(in: 0..<min(position, count))
        case .after: return set.count(in: min(position + 1, count)..<count)
        case .within(let reach):
            let around = min(max(position - reach, 0), count)..<min(position + reach + 1, count)
            return set.count(in: around) - (position < count && set.contains(position) ? 1 : 0)
        case .sample:
            var both = set
            both.formIntersection(sample)
            return both.count
        }
    }
}
