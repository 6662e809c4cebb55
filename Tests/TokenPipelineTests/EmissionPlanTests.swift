import Foundation
import Testing
import TokenPipeline

@Suite struct EmissionPlanTests {
    @Test func numbersRiseFromZeroToTheLimit() {
        for minimum in -2...18 {
            for maximum in -2...18 {
                let isValid = minimum >= 0 && minimum <= maximum && maximum >= 1 && maximum <= 16
                let plan = EmissionPlan(copiesInput: true, minimum: minimum, maximum: maximum)
                #expect((plan != nil) == isValid, "\(minimum) to \(maximum)")
                if let plan { #expect(plan.hasStop == (minimum < maximum)) }
            }
        }
        #expect(EmissionPlan(copiesInput: false, minimum: .min, maximum: .max) == nil)
        #expect(EmissionPlan.mostEmissions == 16)
    }

    @Test func namedPlans() {
        #expect(EmissionPlan.oneForOne == EmissionPlan(copiesInput: false, minimum: 1, maximum: 1))
        #expect(!EmissionPlan.oneForOne.hasStop)
        #expect(EmissionPlan.copyAndMaybeOne == EmissionPlan(copiesInput: true, minimum: 0, maximum: 1))
        #expect(EmissionPlan.copyAndMaybeOne.hasStop)
    }

    @Test func plansAreWrittenAndReadBack() throws {
        for plan in [EmissionPlan.oneForOne, .copyAndMaybeOne] {
            #expect(try JSONDecoder().decode(EmissionPlan.self, from: JSONEncoder().encode(plan)) == plan)
        }
    }

    @Test(arguments: [
        #"{"copiesInput":true,"minimum":0,"maximum":0}"#, #"{"copiesInput":true,"minimum":2,"maximum":1}"#,
        #"{"copiesInput":true,"minimum":-1,"maximum":1}"#, #"{"copiesInput":true,"minimum":0,"maximum":17}"#,
        #"{"copiesInput":true,"minimum":0,"maximum":9223372036854775807}"#,
        #"{"copiesInput":true,"minimum":0}"#,
    ])
    func plansThatCannotBeAreNotRead(text: String) {
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(EmissionPlan.self, from: Data(text.utf8))
        }
    }
}
