import NoiseSampling

/// Noise of a colour, of the stream 9 of seed 5 from counter 2, with the amplitude 1000.
struct GoldenNoise: Sendable, CustomStringConvertible {
    var colour: NoiseColour
    var values: [Int32]

    var description: String { "\(colour), \(values.count) numbers" }

    static let all = [
        GoldenNoise(colour: .white, values: [-491, -273, -139, -79, -526, -47]),
        GoldenNoise(
            colour: .white, values: [-491, -273, -139, -79, -526, -47, -800, 758, -632, 147, 770, 273]),
        GoldenNoise(colour: .pink, values: [-176, -36, -9, -119, -208, -87]),
        GoldenNoise(
            colour: .pink, values: [-354, -174, -278, -442, -517, -249, -340, -246, -477, -476, -280, -227]),
        GoldenNoise(colour: .brown, values: [-491, -628, -697, -737, -1000, -977]),
        GoldenNoise(
            colour: .brown, values: [-491, -582, -629, -655, -831, -846, -888, -635, -846, -797, -540, -449]),
        GoldenNoise(colour: .blue, values: [-111, 176, 33, -138, -112, 151]),
        GoldenNoise(colour: .blue, values: [-191, 270, -156, -247, -112, 402, -137, 142, -347, 2, 294, 81]),
        GoldenNoise(colour: .violet, values: [-222, 109, 67, 30, -223, 240]),
        GoldenNoise(
            colour: .violet, values: [-382, 109, 67, 30, -223, 240, -377, 779, -695, 389, 311, -248]),
        GoldenNoise(colour: .black, values: [0, 0, 0, 0, 0, 0]),
        GoldenNoise(
            colour: .black,
            values: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -727, 0, 0, 0, 0, 0, 0, -508, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0, 0, 0, -636, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            ]),
    ]
}
