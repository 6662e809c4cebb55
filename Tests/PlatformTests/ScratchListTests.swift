import Platform
import Testing

@Suite struct ScratchListTests {
    @Test func keepsWhatWasWrittenWhenItGrows() {
        let list = ScratchList<Int>()
        for round in 0..<50 {
            let room = list.room(for: 100)
            for index in 0..<round { room[index] = round * 1000 + index }
            list.extend(to: room + round)
            list.append(-round)
        }
        let expected = (0..<50).flatMap { round -> [Int] in
            let written = (0..<round).map { round * 1000 + $0 }
            return written + [-round]
        }
        #expect(Array(list.elements) == expected)
        #expect(list[expected.count - 1] == -49)
        list.truncate(to: 3)
        #expect(Array(list.elements) == Array(expected[..<3]))
        list.removeAll()
        #expect(list.count == 0)
    }

    @Test func elementsThatAreNotThereCannotBeRead() async {
        await #expect(processExitsWith: .failure) { _ = ScratchList<Int>()[0] }
        await #expect(processExitsWith: .failure) { ScratchList<Int>().truncate(to: 1) }
    }
}
