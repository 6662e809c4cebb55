/// In which order contestants take their turns, round by round, so that none profits from its place: each round begins
/// with another contestant, evenly spread over the rounds, and every second round goes backwards, so that nobody always
/// follows the same one. What a place is worth (a processor that grows hot within a round, what the one before left in
/// the caches) then meets all alike, as far as there are rounds for it.
package struct RoundOrder: Sendable {
    /// Contestants.
    package let count: Int
    /// Rounds.
    package let rounds: Int

    /// An order of `count` contestants in `rounds` rounds.
    package init(count: Int, rounds: Int) {
        self.count = count
        self.rounds = rounds
    }

    /// The contestants of a round, counted from 0, each once.
    ///
    /// - Complexity: O(contestants).
    package subscript(round: Int) -> [Int] {
        guard count > 0, rounds > 0 else { return [] }
        let first = round * count / rounds
        return (0..<count).map { place in
            round.isMultiple(of: 2) ? (first + place) % count : (first + count - place) % count
        }
    }
}
