import Profiling
import Testing

struct RoundOrderTests {
    @Test func everybodyHasATurnInEachRound() {
        for count in 1...9 {
            for rounds in [1, 2, 5, 20] {
                let order = RoundOrder(count: count, rounds: rounds)
                #expect(order[0] == Array(0..<count))
                for round in 0..<rounds { #expect(order[round].sorted() == Array(0..<count)) }
            }
        }
        #expect(RoundOrder(count: 0, rounds: 3)[1].isEmpty)
    }

    @Test func withEnoughRoundsEverybodyHasEveryPlaceAsOften() {
        for count in 2...9 {
            let order = RoundOrder(count: count, rounds: 2 * count)
            for contestant in 0..<count {
                var places = [Int](repeating: 0, count: count)
                var before = [Int](repeating: 0, count: count)
                for round in 0..<order.rounds {
                    let turns = order[round]
                    for place in turns.indices where turns[place] == contestant {
                        places[place] += 1
                        if place > 0 { before[turns[place - 1]] += 1 }
                    }
                }
                #expect(places == [Int](repeating: 2, count: count), "\(contestant) of \(count)")
                // Whom one follows changes with the direction; with two there is nobody else to follow.
                #expect(before.count { $0 > 0 } == min(count - 1, 2), "\(contestant) of \(count)")
            }
        }
    }

    @Test func withFewRoundsPlacesEvenOut() {
        let order = RoundOrder(count: 30, rounds: 5)
        for contestant in 0..<30 {
            let places = (0..<5).compactMap { order[$0].firstIndex(of: contestant) }
            let mean = Double(places.reduce(0, +)) / 5
            #expect((8...21).contains(mean), "\(contestant): \(places)")
        }
    }
}
