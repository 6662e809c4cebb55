/// The spans of one worker as they are drawn: long ones as they are, short ones together.
struct DrawnSpan: Equatable {
    /// Stage, or −1 for a block.
    var stage: Int
    /// Nanoseconds from the start of the run.
    var start: Double
    /// Nanoseconds from the start of the run.
    var end: Double
    /// How many spans it stands for.
    var count: Int
    /// The share of its time that the spans fill; below 1 only for merged ones.
    var fill: Double
    /// Whether it is a part of a stretch rather than a span.
    var isMerged = false
    /// The share that the stages below it in its stretch fill; above 0 only for merged ones.
    var base = 0.0
}

/// Draws timelines with a bounded number of rectangles. Spans shorter than a cell are gathered by cells of equal time, and the
/// stages of a cell are drawn one above the other, each as high as its share of the cell's time.
struct TimelineMerge {
    /// Length of a cell, in nanoseconds; 0 when every span is drawn.
    let cell: Double
    /// The drawn spans of each track.
    let tracks: [[DrawnSpan]]

    /// Merges tracks until at most `limit` rectangles are left, or cells are as coarse as they may get.
    ///
    /// - Complexity: O(spans · log of the number of cells).
    init(_ tracks: [TimelineTrack], from start: Double, to end: Double, limit: Int) {
        let nested = tracks.map(\.nested)
        var cells = nested.reduce(0) { $0 + $1.count } <= limit ? 0 : 16_384
        var merged = nested.map {
            Self.merge($0, from: start, cell: cells > 0 ? (end - start) / Double(cells) : 0)
        }
        while cells > Self.leastCells && merged.reduce(0, { $0 + $1.count }) > limit {
            cells /= 2
            merged = nested.map { Self.merge($0, from: start, cell: (end - start) / Double(cells)) }
        }
        cell = cells > 0 ? (end - start) / Double(cells) : 0
        self.tracks = merged
    }

    /// Coarser cells would show nothing.
    private static let leastCells = 16

    private static func merge(_ spans: [NestedSpan], from start: Double, cell: Double) -> [DrawnSpan] {
        var drawn: [DrawnSpan] = []
        var cells: [Key: Cell] = [:]
        for span in spans {
            let length = span.end - span.start
            guard length < cell else {
                drawn.append(
                    DrawnSpan(stage: span.stage, start: span.start, end: span.end, count: 1, fill: 1))
                continue
            }
            // Shorter than a cell, it reaches into two at most; each gets its part.
            let index = Int((span.start - start) / cell)
            let edge = start + Double(index + 1) * cell
            let here = min(span.end, edge) - span.start
            let isBlock = span.stage == -1
            cells[Key(index: index, isBlock: isBlock), default: Cell()].add(span.stage, here)
            if span.end > edge {
                cells[Key(index: index + 1, isBlock: isBlock), default: Cell()].add(
                    span.stage, span.end - edge)
            }
        }
        for (key, content) in cells {
            let from = start + Double(key.index) * cell
            var base = 0.0
            for (stage, part) in content.parts.sorted(by: { $0.key < $1.key }) where part.time > 0 {
                let fill = min(part.time / cell, 1 - base)
                drawn.append(
                    DrawnSpan(
                        stage: stage, start: from, end: from + cell, count: part.count, fill: fill,
                        isMerged: true, base: base
                    ))
                base += fill
            }
        }
        // Stretches first, so that a long span that reaches into one covers it.
        return drawn.sorted {
            ($0.isMerged ? 0 : 1, $0.start, $0.end, $0.stage) < (
                $1.isMerged ? 0 : 1, $1.start, $1.end, $1.stage
            )
        }
    }

    private struct Key: Hashable {
        var index: Int
        var isBlock: Bool
    }

    private struct Cell {
        var parts: [Int: (time: Double, count: Int)] = [:]

        mutating func add(_ stage: Int, _ time: Double) {
            let part = parts[stage] ?? (0, 0)
            parts[stage] = (part.time + time, part.count + 1)
        }
    }
}
