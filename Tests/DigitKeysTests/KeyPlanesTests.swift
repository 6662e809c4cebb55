import DigitKeys
import TestSupport
import Testing

@Suite struct KeyPlanesTests {
    @Test(arguments: [0, 1, 15, 16, 17, 40])
    func keysComeBack(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let shape = KeyShape(numbers: 5, digits: 3)
        let keys = KeyFamily.random.keys(count: count, shape: shape, using: &generator)
        let planes = KeyPlanes(keys: keys, shape: shape)
        #expect(planes.count == count)
        #expect(planes.stride % KeyPlanes.lanes == 0)
        #expect((count..<count + KeyPlanes.lanes).contains(planes.stride))
        for (index, key) in keys.enumerated() {
            #expect(planes.digits(of: index) == KeyNumbers.digits(of: key, shape: shape))
        }
    }

    @Test func keysThatAreNotThereTrap() async {
        // Lane 1 exists as padding, but there is no such key.
        await #expect(processExitsWith: .failure) {
            _ = KeyPlanes(keys: [[1]], shape: .line).digits(of: 1)
        }
    }
}
