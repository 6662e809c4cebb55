import Foundation
import NoiseSampling
import Testing

/// What makes a colour: its spectrum along the numbers of a vector, or how rare it is.
@Suite struct NoiseColourTests {
    private static let amplitude: Int32 = 10_000

    private func vectors(_ colour: NoiseColour, numbers: Int, count: Int, seed: UInt64 = 11) -> [Int32] {
        var vectors = [Int32](repeating: 0, count: numbers * count)
        vectors.withUnsafeMutableBufferPointer {
            ColouredNoise(stream: NoiseStream(seed: seed, number: 2), colour: colour).fill(
                $0, numbers: numbers, counter: 0, amplitude: Self.amplitude)
        }
        return vectors
    }

    /// Mean power at the frequencies 1 … `last` of a vector, by the definition of the Fourier transform.
    private func power(of vectors: [Int32], numbers: Int, last: Int) -> [Double] {
        let turn = (0..<numbers).map { 2 * Double.pi * Double($0) / Double(numbers) }
        let (cosines, sines) = (turn.map { cos($0) }, turn.map { sin($0) })
        return (1...last).map { frequency in
            stride(from: 0, to: vectors.count, by: numbers).reduce(0.0) { sum, start in
                var (real, imaginary) = (0.0, 0.0)
                for number in 0..<numbers {
                    let angle = number * frequency % numbers
                    real += Double(vectors[start + number]) * cosines[angle]
                    imaginary += Double(vectors[start + number]) * sines[angle]
                }
                return sum + real * real + imaginary * imaginary
            } / Double(vectors.count / numbers)
        }
    }

    /// The slope of the line of least squares through log power over log frequency.
    private func slope(of power: [Double]) -> Double {
        let points = power.enumerated().map { (log(Double($0 + 1)), log($1)) }
        let count = Double(points.count)
        let middle = points.reduce((0.0, 0.0)) { ($0.0 + $1.0 / count, $0.1 + $1.1 / count) }
        let product = points.reduce(0) { $0 + ($1.0 - middle.0) * ($1.1 - middle.1) }
        return product / points.reduce(0) { $0 + ($1.0 - middle.0) * ($1.0 - middle.0) }
    }

    /// Vectors as short as rows show the slope as well as long ones, down to their lowest frequency. 2,000 short and 200 long
    /// vectors give the slope within 0.03; the rest of the bound is the colour's own, since 2 sin(πf) is not quite 2πf.
    @Test(arguments: NoiseColour.allCases, [32, 1024])
    func theSpectrumHasItsSlope(colour: NoiseColour, numbers: Int) throws {
        let vectors = vectors(colour, numbers: numbers, count: numbers == 32 ? 2000 : 200)
        let slope = slope(of: power(of: vectors, numbers: numbers, last: numbers / 8))
        // Black noise is independent from number to number: white, however rare.
        #expect(abs(slope - Double(colour.slope ?? 0)) < 0.12, "\(colour), \(numbers) numbers: \(slope)")
    }

    /// 1/f at the octaves: each half as strong as the one below it, exactly but for the white number's share.
    @Test func pinkNoiseHasTheSamePowerInEveryOctave() {
        let power = power(of: vectors(.pink, numbers: 64, count: 20_000), numbers: 64, last: 16)
        for octave in [1, 2, 4, 8] {
            let ratio = power[octave - 1] / power[2 * octave - 1]
            #expect((1.7...2.3).contains(ratio), "\(octave): \(ratio)")
        }
    }

    /// The deviation of a share of 1/16 among 320,000 numbers is 0.0004; the bound is five of them.
    @Test func blackNoiseIsMostlyZero() {
        let values = vectors(.black, numbers: 32, count: 10_000)
        let loud = values.filter { $0 != 0 }
        let share = Double(loud.count) / Double(values.count)
        #expect(abs(share - NoiseColour.blackShare) < 0.002, "\(share)")
        #expect(loud.allSatisfy { $0.magnitude >= Self.amplitude.magnitude / 2 - 1 })
        #expect((loud.max(), loud.min()) == (Self.amplitude, -Self.amplitude))
        let positive = loud.count { $0 > 0 }
        #expect(abs(Double(positive) / Double(loud.count) - 0.5) < 0.02)
    }

    @Test(arguments: NoiseColour.allCases, [0, 1, 2, 300, (1 << 30) - 1])
    func valuesStayWithinTheAmplitude(colour: NoiseColour, amplitude: Int32) {
        let noise = ColouredNoise(stream: NoiseStream(seed: 3, number: 4), colour: colour)
        for numbers in [1, 2, 3, 4, 5, 7, 32, 33, 64, 1000] {
            var vectors = [Int32](repeating: 7, count: numbers * 200)
            vectors.withUnsafeMutableBufferPointer {
                noise.fill($0, numbers: numbers, counter: 1, amplitude: amplitude)
            }
            #expect(vectors.allSatisfy { (-amplitude...amplitude).contains($0) }, "\(numbers) numbers")
        }
    }

    /// Five deviations of the mean of 1,000 vectors; numbers of a brown vector stand together.
    @Test(arguments: NoiseColour.allCases) func theMeanIsZero(colour: NoiseColour) {
        let values = vectors(colour, numbers: 32, count: 1000)
        let means = stride(from: 0, to: values.count, by: 32).map { start -> Double in
            let sum: Double = values[start..<start + 32].reduce(0.0) { $0 + Double($1) }
            return sum / 32
        }
        let mean = means.reduce(0, +) / 1000
        let variance = means.reduce(0) { $0 + $1 * $1 } / 1000
        #expect(abs(mean) <= 5 * (variance / 1000).squareRoot() + 1, "\(mean)")
    }

    /// White and brown numbers are uniform, the others bell-shaped: the deviations that the documentation states, in units
    /// of white noise's.
    @Test(arguments: [
        (NoiseColour.white, 1.0), (.brown, 1.0), (.pink, 0.38), (.blue, 0.5), (.violet, 0.71),
    ])
    func theDeviationIsTheStatedOne(colour: NoiseColour, share: Double) {
        let values = vectors(colour, numbers: 32, count: 5000)
        let variance = values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)
        let white = Double(Self.amplitude) / 3.0.squareRoot()
        #expect(abs(variance.squareRoot() / white - share) < 0.03, "\(variance.squareRoot() / white)")
    }

    @Test(arguments: NoiseColour.allCases) func vectorsInBulkAreThoseOneByOne(colour: NoiseColour) {
        let noise = ColouredNoise(stream: NoiseStream(seed: 21, number: 4), colour: colour)
        for numbers in [1, 2, 3, 4, 5, 16, 31, 32, 33, 64, 129] {
            for counter: UInt64 in [0, 5, .max - 2] {
                let count = 150
                var vectors = [Int32](repeating: 0, count: numbers * count)
                vectors.withUnsafeMutableBufferPointer {
                    noise.fill($0, numbers: numbers, counter: counter, amplitude: 999)
                }
                for vector in 0..<count {
                    var single = [Int32](repeating: 0, count: numbers)
                    noise.fill(
                        &single, counter: counter &+ UInt64(vector) &* noise.counters(for: numbers),
                        amplitude: 999)
                    #expect(
                        single == Array(vectors[vector * numbers..<(vector + 1) * numbers]),
                        "\(numbers) numbers from \(counter), vector \(vector)")
                }
            }
        }
    }

    /// Values that models and codes depend on, computed apart from the definitions with arbitrary precision.
    @Test(arguments: GoldenNoise.all) func goldenValues(golden: GoldenNoise) {
        var vector = [Int32](repeating: 0, count: golden.values.count)
        ColouredNoise(stream: NoiseStream(seed: 5, number: 9), colour: golden.colour).fill(
            &vector, counter: 2, amplitude: 1000)
        #expect(vector == golden.values)
    }

    @Test func coloursHaveTextNames() {
        #expect(
            NoiseColour.allCases.map(\.description) == ["white", "pink", "brown", "blue", "violet", "black"])
        for colour in NoiseColour.allCases { #expect(NoiseColour(rawValue: colour.description) == colour) }
    }
}
