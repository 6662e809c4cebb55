/// Levenshtein distance with unit costs, and the edits of one cheapest alignment.
struct EditDistance {
    private var row: [Int] = []

    /// Number of insertions, deletions and substitutions.
    ///
    /// - Complexity: O(n · m) of what is left when equal ends are taken away.
    mutating func between(_ left: [Int32], _ right: [Int32]) -> Int {
        var (start, leftEnd, rightEnd) = (0, left.count, right.count)
        while start < leftEnd, start < rightEnd, left[start] == right[start] { start += 1 }
        while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
            leftEnd -= 1
            rightEnd -= 1
        }
        if start == leftEnd || start == rightEnd { return leftEnd - start + rightEnd - start }
        row.removeAll(keepingCapacity: true)
        row.append(contentsOf: 0...(rightEnd - start))
        for index in start..<leftEnd {
            var diagonal = row[0]
            row[0] += 1
            for column in 1...(rightEnd - start) {
                let substituted = diagonal + (left[index] == right[start + column - 1] ? 0 : 1)
                diagonal = row[column]
                row[column] = min(substituted, min(diagonal, row[column - 1]) + 1)
            }
        }
        return row[rightEnd - start]
    }

    /// An edit of an alignment.
    enum Edit: Hashable {
        case substitute(Int32, Int32)
        case delete(Int32)
        case insert(Int32)
    }

    /// The edits of a cheapest alignment that turn `left` into `right`.
    ///
    /// - Complexity: O(n · m).
    static func edits(from left: [Int32], to right: [Int32]) -> [Edit] {
        let width = right.count + 1
        var costs = [Int](repeating: 0, count: (left.count + 1) * width)
        for row in 0...left.count {
            for column in 0...right.count {
                let place = row * width + column
                if row == 0 || column == 0 {
                    costs[place] = row + column
                } else {
                    let same = left[row - 1] == right[column - 1] ? 0 : 1
                    costs[place] = min(
                        costs[place - width - 1] + same, min(costs[place - width], costs[place - 1]) + 1)
                }
            }
        }
        var (row, column) = (left.count, right.count)
        var edits: [Edit] = []
        while row > 0 || column > 0 {
            let place = row * width + column
            if row > 0, column > 0 {
                let isSame = left[row - 1] == right[column - 1]
                if costs[place] == costs[place - width - 1] + (isSame ? 0 : 1) {
                    if !isSame { edits.append(.substitute(left[row - 1], right[column - 1])) }
                    row -= 1
                    column -= 1
                    continue
                }
            }
            if row > 0, costs[place] == costs[place - width] + 1 {
                edits.append(.delete(left[row - 1]))
                row -= 1
            } else {
                edits.append(.insert(right[column - 1]))
                column -= 1
            }
        }
        return edits
    }
}
