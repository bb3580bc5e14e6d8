#pragma once
// Dear ImGui's settings in a page. What it asserts is asserted by evenkeel-lab, of the same windows; here each would be a sentence to fetch.

#define IM_ASSERT(condition) ((void)(condition))
