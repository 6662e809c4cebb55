/// An edit of one token, of a cheapest alignment with unit costs.
enum TokenEdit: Hashable {
    case substitute(Int32, Int32)
    case delete(Int32)
    case insert(Int32)

    /// The edits of a cheapest alignment that turn `left` into `right`.
    ///
    /// - Complexity: O(n · m).
    static func edits(from left: [Int32], to right: [Int32]) -> [TokenEdit] {
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
        var edits: [TokenEdit] = []
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
