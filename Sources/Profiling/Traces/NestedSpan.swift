/// A span in its place: within its block, or beside it.
struct NestedSpan: Equatable {
    /// Index into the report's stages, or −1 for a block.
    var stage: Int
    /// Nanoseconds from the start of the run.
    var start: Double
    /// Nanoseconds from the start of the run.
    var end: Double
    /// Stages of the spans that enclose it, outermost first.
    var enclosing: [Int]
    /// Nanoseconds in which no span inside it ran.
    var ownTime: Double
}

extension TimelineTrack {
    /// The spans, properly nested: each lies wholly within the spans that enclose it.
    ///
    /// Clocks are read one after the other, so a span may outlast its block by an instant; what protrudes is cut off.
    ///
    /// - Complexity: O(n log n) in the number of spans, times the depth, which is 2 for what the profiler records.
    var nested: [NestedSpan] {
        // Of spans that start together the block comes first, then the longer one.
        let sorted = spans.sorted {
            ($0.start, $0.stage == -1 ? 0 : 1, -$0.duration) < (
                $1.start, $1.stage == -1 ? 0 : 1, -$1.duration
            )
        }
        var result: [NestedSpan] = []
        result.reserveCapacity(sorted.count)
        var open: [Int] = []
        for span in sorted {
            while let last = open.last, result[last].end <= span.start { open.removeLast() }
            var end = span.start + max(0, span.duration)
            if let last = open.last {
                end = min(end, result[last].end)
                result[last].ownTime -= end - span.start
            }
            open.append(result.count)
            result.append(
                NestedSpan(
                    stage: span.stage, start: span.start, end: end,
                    enclosing: open.dropLast().map { result[$0].stage }, ownTime: end - span.start))
        }
        return result
    }
}
