/// Groups things by what they are seen beside, the two that are most alike first.
///
/// Alike are those whose merging loses least of what a thing tells of its neighbours; the loss is measured by squares
/// instead of logarithms (a Gini index), which every machine computes the same. Kin: Slonim and Tishby, "Agglomerative
/// information bottleneck", NIPS 1999.
struct ProfileTree {
    private var counts: [[Double]]
    private var members: [[Int]]

    /// A tree of as many leaves as there are profiles: how often each thing was seen beside each neighbour.
    init(_ profiles: [[Double]]) {
        counts = profiles
        members = profiles.indices.map { [$0] }
    }

    /// The groups of 2 to `most` that come about, in order.
    ///
    /// - Complexity: O(things³ + things² · neighbours).
    func unions(most: Int) -> [[Int]] {
        var (counts, members) = (counts, members)
        var losses = members.indices.map { first in
            members.indices.map { $0 > first ? Self.loss(counts[first], counts[$0]) : .infinity }
        }
        var found: [[Int]] = []
        while true {
            var best: (first: Int, second: Int, loss: Double)?
            for first in members.indices where !members[first].isEmpty {
                for second in members.indices.dropFirst(first + 1)
                where !members[second].isEmpty && members[first].count + members[second].count <= most {
                    let loss = losses[first][second]
                    if loss < best?.loss ?? .infinity { best = (first, second, loss) }
                }
            }
            guard let best else { return found }
            members[best.first] += members[best.second]
            members[best.second] = []
            for neighbour in counts[best.first].indices {
                counts[best.first][neighbour] += counts[best.second][neighbour]
            }
            found.append(members[best.first].sorted())
            for other in members.indices where other != best.first && !members[other].isEmpty {
                losses[min(other, best.first)][max(other, best.first)] = Self.loss(
                    counts[best.first], counts[other])
            }
        }
    }

    /// Σ a²/A + b²/B − (a + b)²/(A + B): nothing for equal shares, more for many things than for few.
    private static func loss(_ first: [Double], _ second: [Double]) -> Double {
        let (a, b) = (first.reduce(0, +), second.reduce(0, +))
        guard a > 0, b > 0 else { return .infinity }
        var loss = 0.0
        for index in first.indices {
            let difference = first[index] / a - second[index] / b
            loss += difference * difference
        }
        return loss * a * b / (a + b)
    }
}
