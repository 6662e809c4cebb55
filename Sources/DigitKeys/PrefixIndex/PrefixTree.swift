import Platform

/// Sorted keys behind tables of their leading digits.
///
/// A node holds the keys that share their first `depth` digits, and a table over the next `span` digits that says where the
/// keys of each prefix begin. Crowded prefixes have a node of their own, which skips the digits that all its keys share, so
/// keys under one prefix cost no more than spread ones.
struct PrefixTree: Sendable {
    struct Node: BitwiseCopyable, Sendable {
        /// Any key of the node; all agree in the digits before `depth`.
        var key: UInt64
        /// Digits before the table's.
        var depth: UInt64
        /// Digits of the table.
        var span: UInt64
        /// The table's place: 10^span + 1 first keys.
        var table: Int
        /// The place of 10^span child nodes, −1 where there is none; −1 when there is no child.
        var children: Int
        var patterns: Int
        var patternCount: Int
        /// Whether the patterns are all there are.
        var isComplete: Bool
    }

    /// A longer bucket becomes a node of its own.
    static let crowd = 96
    /// Keys that a bucket should have at least, on average.
    static let leastMean = 8
    static let longestSpan = 7

    let sorted: SortedKeys
    let nodes: Slab<Node>
    let tables: Slab<UInt32>
    let children: Slab<Int32>
    let patterns: Slab<NeighbourPattern>

    /// - Complexity: O(n · levels), and up to 10^span table entries a node, fewer than a quarter of its keys.
    init(keys: [UInt64], weights: [UInt64], penalty: UInt64) {
        sorted = SortedKeys(keys)
        var builder = Builder(
            keys: sorted.keys, weights: weights, penalty: penalty,
            patternLimit: min(max(sorted.count / 8, 64), 8192))
        if sorted.count > 0 { _ = builder.add(0..<sorted.count) }
        nodes = Slab(builder.nodes)
        tables = Slab(builder.tables)
        children = Slab(builder.children)
        patterns = Slab(builder.patterns)
    }

    /// Slots of the root's table.
    var rootSlots: Int { sorted.count == 0 ? 0 : Builder.power(10, Int(nodes[0].span)) }

    /// Bytes of all arrays.
    var byteCount: Int {
        sorted.keys.count * 8 + sorted.indices.count * 4 + tables.count * 4 + children.count * 4
            + nodes.count * MemoryLayout<Node>.stride + patterns.count * MemoryLayout<NeighbourPattern>.stride
    }

    private struct Builder {
        let keys: Slab<UInt64>
        let weights: [UInt64]
        let penalty: UInt64
        let patternLimit: Int
        var nodes: [Node] = []
        var tables: [UInt32] = []
        var children: [Int32] = []
        var patterns: [NeighbourPattern] = []
        private var places: [SIMD2<UInt64>: (start: Int, count: Int)] = [:]

        init(keys: Slab<UInt64>, weights: [UInt64], penalty: UInt64, patternLimit: Int) {
            self.keys = keys
            self.weights = weights
            self.penalty = penalty
            self.patternLimit = patternLimit
        }

        /// Adds the node of the keys in `range` and those below it.
        mutating func add(_ range: Range<Int>) -> Int32 {
            let differing = keys[range.lowerBound] ^ keys[range.upperBound - 1]
            // A single key has a table of its last digit.
            let depth = min(differing.leadingZeroBitCount / 4, 15)
            let span = chooseSpan(range, depth: depth)
            let node = nodes.count
            let table = tables.count
            let list = patternList(depth: depth, span: span)
            nodes.append(
                Node(
                    key: keys[range.lowerBound], depth: UInt64(depth), span: UInt64(span), table: table,
                    children: -1, patterns: list.start, patternCount: list.count,
                    isComplete: list.count == Self.power(19, span)))
            writeTable(range, depth: depth, span: span)
            addChildren(node, table: table, span: span)
            return Int32(node)
        }

        /// The longest span whose buckets are long enough on average and which are not mostly empty.
        private func chooseSpan(_ range: Range<Int>, depth: Int) -> Int {
            // How many neighbours in key order first differ in each digit.
            var first = [Int](repeating: 0, count: 17)
            for place in range.dropFirst() {
                first[(keys[place] ^ keys[place - 1]).leadingZeroBitCount / 4] += 1
            }
            var occupied = 1 + first[depth]
            var span = 1
            while span < PrefixTree.longestSpan, depth + span < 16 {
                let buckets = Self.power(10, span + 1)
                occupied += first[depth + span]
                guard range.count >= buckets * PrefixTree.leastMean, occupied * 3 >= buckets else { break }
                span += 1
            }
            return span
        }

        private mutating func patternList(depth: Int, span: Int) -> (start: Int, count: Int) {
            let place = SIMD2(UInt64(depth), UInt64(span))
            if let known = places[place] { return known }
            let list = NeighbourPattern.cheapest(
                weights: Array(weights[depth..<depth + span]), penalty: penalty, limit: patternLimit)
            let found = (patterns.count, list.count)
            patterns += list
            places[place] = found
            return found
        }

        private mutating func writeTable(_ range: Range<Int>, depth: Int, span: Int) {
            var slot = 0
            let slots = Self.power(10, span)
            for place in range {
                let prefix = PrefixTree.prefix(keys[place], depth: UInt64(depth), span: UInt64(span)).number
                while slot <= prefix {
                    tables.append(UInt32(place))
                    slot += 1
                }
            }
            while slot <= slots {
                tables.append(UInt32(range.upperBound))
                slot += 1
            }
        }

        private mutating func addChildren(_ node: Int, table: Int, span: Int) {
            let slots = Self.power(10, span)
            var list = -1
            for slot in 0..<slots {
                let (start, end) = (Int(tables[table + slot]), Int(tables[table + slot + 1]))
                guard end - start > PrefixTree.crowd else { continue }
                if list < 0 {
                    list = children.count
                    children += [Int32](repeating: -1, count: slots)
                    nodes[node].children = list
                }
                let child = add(start..<end)
                children[list + slot] = child
            }
        }

        static func power(_ base: Int, _ exponent: Int) -> Int {
            (0..<exponent).reduce(1) { power, _ in power * base }
        }
    }

    /// The `span` digits behind the first `depth`, a byte each with the last one lowest, and the number they spell. The
    /// number is made by halving fields as in `PackedKey.eightDigits`, the other way round.
    @inline(__always)
    static func prefix(_ bits: UInt64, depth: UInt64, span: UInt64) -> (digits: UInt64, number: Int) {
        var digits = (bits &<< (4 &* depth)) &>> (64 &- 4 &* span)
        digits = (digits | digits &<< 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits &<< 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits | digits &<< 4) & 0x0F0F_0F0F_0F0F_0F0F
        let twos = digits &- (digits &>> 8 & 0x00FF_00FF_00FF_00FF) &* (256 - 10)
        let fours = twos &- (twos &>> 16 & 0x0000_FFFF_0000_FFFF) &* (65_536 - 100)
        let eights = fours &- (fours &>> 32) &* ((1 << 32) - 10_000)
        return (digits, Int(truncatingIfNeeded: eights))
    }
}
