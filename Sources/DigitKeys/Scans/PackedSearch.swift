/// A search of packed queries with the vector code for one distance. The existential is taken apart once a call; inside,
/// everything is one specialised loop.
protocol PackedSearch: Sendable {
    /// The nearest key, or nil when the search would take longer than a scan.
    func nearest(to bits: UInt64, in tree: PrefixTree, patience: Int) -> KeyMatch?

    /// The nearest key of each query; calls `giveUp` with the place of each one that would take longer than a scan.
    func nearest(
        to queries: UnsafeBufferPointer<PackedKey>, in tree: PrefixTree, patience: Int, mask: UInt64,
        into matches: UnsafeMutablePointer<KeyMatch>, giveUp: (Int) -> Void)
}

/// The narrowest vector code for `distance`, which is of a shape with one number.
func packedSearch(_ distance: DigitDistance) -> any PackedSearch {
    let weights = sixteenWeights(distance.weights)
    // `JoinedMinimum` needs 31 bits.
    let isNarrow = distance.maximum < 1 << 31
    if let factor = wholeFactor(distance.weights) {
        if let geometric = GeometricDistance(factor: factor, penalty: distance.penalty) {
            return isNarrow ? GeometricSearch(distance: geometric) : WideGeometricSearch(distance: geometric)
        }
        let four = (0..<4).map { place in (0..<3 - place).reduce(1) { power, _ in power * factor } }
        if let weighted = WeightedDistance(
            weights: four + four + four + four, penalty: distance.penalty,
            fourth: factor * factor * factor * factor)
        {
            return isNarrow ? WeightedSearch(distance: weighted) : WideWeightedSearch(distance: weighted)
        }
    }
    if let weighted = WeightedDistance(weights: weights, penalty: distance.penalty) {
        return isNarrow ? WeightedSearch(distance: weighted) : WideWeightedSearch(distance: weighted)
    }
    return AnySearch(distance: AnyDistance(weights: weights, penalty: distance.penalty))
}

/// Weights of sixteen places; the places before the first digit weigh nothing.
func sixteenWeights(_ weights: [UInt64]) -> [UInt64] {
    [UInt64](repeating: 0, count: 16 - weights.count) + weights
}

/// The whole number from 1 to 15 whose powers the weights are, the last weight being 1.
private func wholeFactor(_ weights: [UInt64]) -> UInt64? {
    let factor = weights.dropLast().last ?? 1
    guard weights.last == 1, (1...15).contains(factor) else { return nil }
    // Larger weights than 15^15 do not occur, and the products fit.
    let isGeometric = zip(weights, weights.dropFirst()).allSatisfy {
        $0 == $1.multipliedReportingOverflow(by: factor).partialValue
    }
    return isGeometric ? factor : nil
}

private struct GeometricSearch: PackedSearch {
    let distance: GeometricDistance

    func nearest(to bits: UInt64, in tree: PrefixTree, patience: Int) -> KeyMatch? {
        searchOne(bits, tree, distance, JoinedMinimum.self, patience)
    }

    func nearest(
        to queries: UnsafeBufferPointer<PackedKey>, in tree: PrefixTree, patience: Int, mask: UInt64,
        into matches: UnsafeMutablePointer<KeyMatch>, giveUp: (Int) -> Void
    ) {
        searchBatch(queries, tree, distance, JoinedMinimum.self, patience, mask, matches, giveUp)
    }
}

private struct WideGeometricSearch: PackedSearch {
    let distance: GeometricDistance

    func nearest(to bits: UInt64, in tree: PrefixTree, patience: Int) -> KeyMatch? {
        searchOne(bits, tree, distance, SeparateMinimum.self, patience)
    }

    func nearest(
        to queries: UnsafeBufferPointer<PackedKey>, in tree: PrefixTree, patience: Int, mask: UInt64,
        into matches: UnsafeMutablePointer<KeyMatch>, giveUp: (Int) -> Void
    ) {
        searchBatch(queries, tree, distance, SeparateMinimum.self, patience, mask, matches, giveUp)
    }
}

private struct WeightedSearch: PackedSearch {
    let distance: WeightedDistance

    func nearest(to bits: UInt64, in tree: PrefixTree, patience: Int) -> KeyMatch? {
        searchOne(bits, tree, distance, JoinedMinimum.self, patience)
    }

    func nearest(
        to queries: UnsafeBufferPointer<PackedKey>, in tree: PrefixTree, patience: Int, mask: UInt64,
        into matches: UnsafeMutablePointer<KeyMatch>, giveUp: (Int) -> Void
    ) {
        searchBatch(queries, tree, distance, JoinedMinimum.self, patience, mask, matches, giveUp)
    }
}

private struct WideWeightedSearch: PackedSearch {
    let distance: WeightedDistance

    func nearest(to bits: UInt64, in tree: PrefixTree, patience: Int) -> KeyMatch? {
        searchOne(bits, tree, distance, SeparateMinimum.self, patience)
    }

    func nearest(
        to queries: UnsafeBufferPointer<PackedKey>, in tree: PrefixTree, patience: Int, mask: UInt64,
        into matches: UnsafeMutablePointer<KeyMatch>, giveUp: (Int) -> Void
    ) {
        searchBatch(queries, tree, distance, SeparateMinimum.self, patience, mask, matches, giveUp)
    }
}

private struct AnySearch: PackedSearch {
    let distance: AnyDistance

    func nearest(to bits: UInt64, in tree: PrefixTree, patience: Int) -> KeyMatch? {
        searchOne(bits, tree, distance, SeparateMinimum.self, patience)
    }

    func nearest(
        to queries: UnsafeBufferPointer<PackedKey>, in tree: PrefixTree, patience: Int, mask: UInt64,
        into matches: UnsafeMutablePointer<KeyMatch>, giveUp: (Int) -> Void
    ) {
        searchBatch(queries, tree, distance, SeparateMinimum.self, patience, mask, matches, giveUp)
    }
}
