"""Invented questions of schools: those that name nobody, and those with a child's details in them.

Written by hand for measuring hints.py; every name, number and place is made up.
"""

NAMES_NOBODY = """
A pupil in Year 4 has stopped eating lunch since half term. What should we watch for?
We have a boy in Reception who screams when Mum leaves. It has been six weeks now.
Year 9 girl, very anxious before exams, often sick at breakfast. Is this for the MHST or for you?
How long is the wait at Riverside at the moment? A parent asked me.
Two Year 6 pupils have told our ELSA that they cannot sleep because of SATs.
Is there a group for children whose parents separated?
Our TA noticed marks on a child's arm. We have told our DSL. What else can we do while we wait?
A Year 11 pupil says school is pointless and will not come in. Attendance is 41 per cent.
What would you suggest for a child with ADHD who finds transitions hard?
We tried Zones of Regulation, a quiet corner and a check-in each morning. Nothing has helped so far.
She is 15 and speaks Polish at home. Dad works away. She is worried about her GCSE in Maths.
In March we will have a new SENCO. How do we tell you?
Can CAMHS come to a meeting on Tuesday? The GP will be there as well.
A child in Year 2 lost her Nan at Christmas and keeps asking where she went.
Will she need a letter from the GP first?
May we share your leaflet with parents?
Is it OK to ask a child directly about self-harm?
He hits others at playtime, PE is fine, Music is fine. Mum says home is calm.
Our pupil came from Ukraine in September and does not speak at school.
A group of Year 8 girls talk about diets on TikTok all day. What works?
Which form does the EP need? LA told us there is a new one.
What does 'not the right team' mean? A parent is upset.
A pupil, 14, has panic attacks on the bus. Kooth was suggested but he did not like it.
My question is about a child who only eats beige food. Is this for you or for the paediatrician?
Could you come and speak at our INSET day on Friday 4 September?
A Year 10 boy told his Head of Year that he hears voices at night. What do we do first?
We are a small primary with 46 pupils. Who is our contact when Priya is away?
I am the Deputy Head and also the DSL. Do you need both of us at the meeting?
How should we word the letter home? Dad reads Urdu.
She moved from Wales in May and her old school sent nothing about support.
A looked-after child in Year 5 moves placement for the third time. What helps?
The pupil has an EHCP for autism; her anxiety is new since Easter.
Is there help for a parent with depression? It shows in how the child is at school.
One of our pupils has tics that got worse this term.
A girl, 12, has begun to pull out her hair in English lessons.
Attendance fell from 96% to 58% since the summer. She says her stomach hurts.
Do you take referrals for OCD under 11?
We want to set up a worry group in KS2. Do you have a plan to share?
A child drew a picture of a coffin. His Grandad died in January. Is that normal?
What do you do if a young person of 16 does not want parents to know?
He is 17, in the first year of a BTEC in Sport, and cannot leave the house on Mondays.
The pupil identifies as non-binary and is bullied on Snapchat. We have spoken to the Police.
A Year 7 pupil counts everything and gets angry when he is interrupted.
Our school counsellor is here on Wednesday only. Can she talk with you about a pupil?
Is there a waiting list for the parents' course in Spring?
Three children of one family are in our school, the eldest is very low.
We think he uses cannabis before school. He says it calms him.
A boy in Nursery bites. We have 26 children and one adult is always with him.
Thank you for your help last week. The chart with the traffic lights worked well.
Can a child be seen in school rather than at the clinic? The bus takes an hour.
She told me "I don't want to be here any more". I have rung the crisis line. What now?
The class had a substitute for ten weeks and three pupils are now refusing to come.
At what age do you see children for eating problems?
How do I know if this is grief or something more? It is 8 months.
Mr and Mrs at home do not agree: one wants help and the other does not. What can we do?
He finished his course of CBT in July and is worse again. Do we start from the beginning?
Do you work with Hillside Primary as well? We share some families.
A pupil with Type 1 diabetes skips insulin when she is upset.
Our Year 3 class has a child with selective mutism. Is there training?
I was told to ring 01632 960001 on a Thursday. Is that still right?
Who is the named contact for colleges? Our students are 16 to 25.
The child has been on a plan since 12 March 2025 and it ends soon.
We measured with the SDQ: total 22. Does that mean anything for you?
Does a child need to have been seen by the EP before we ask?
Pupil in Y5. Very tired. Falls asleep in Science. Home is crowded. SALT are involved.
When does the new rota for the advice line start? 14/9 or later?
Last Halloween frightened him and since then he won't go to the toilet alone.
WE HAVE A CHILD IN CRISIS MOST MONDAYS AND WE DO NOT KNOW WHAT TO DO NEXT
He runs out of the building. We have a plan with the LA and a TA with him all day.
Should we keep a diary? Mum keeps one too, with times and foods.
One parent says that Fortnite is the cause, the other says school.
Can you explain what a consultation is and how it is different from advice?
A child in our class has a brother in hospital; how do we talk with the class?
A Muslim family asked if the worker could be a woman. Is that possible?
Will the team be open in August?
Since Ramadan the pupil has been eating very little; the family is worried too.
Her friend died in a road accident in November. Several Year 10 pupils are affected.
Is there something between the MHST and CAMHS? She is too unwell for one and not for the other.
After the fire drill he hid for two hours. Loud noise is the trigger.
Can we ask for help for a member of staff here?
The pupil's older sister was with you. Does that matter?
What is a good first step for a pupil who has started to pick at her skin?
He says he is stupid. Reading age is 7, he is 11. Could it be dyslexia and not mood?
Joy is gone from everything she used to like. Drama was her favourite.
Hope this is the right place to ask. We have no counsellor this term.
A parent would like to know if she may ask you herself.
Mark schemes and mock exams make her cry. She is predicted 8s and 9s.
I will be away from 9 to 13 March. Tom Reed covers for me as always with questions.
We used the Boxall Profile twice. Scores fell. What would you try next?
Rose to the challenge at first, then stopped coming. Year 12.
Is it safe to let a pupil leave lessons with a card?
A boy lies about small things and takes food from other children's bags.
A new pupil from Syria wakes at night and is tired. School has no Arabic speaker.
How do we support a transgender pupil with PE changing?
Could a worker come to our open evening? About 200 parents, 6pm to 8pm.
Two girls self-harm and seem to copy each other. Do we talk to them together?
He is under a paediatrician for sleep and takes melatonin.
A child asks if she can have the same key worker as before.
Who pays for an interpreter?
We have no room for a private talk. Would a walk do?
""".strip().splitlines()

NAMES_SOMEBODY = """
Ellie in Year 10 has stopped coming to school.
I am worried about Jack Thompson, he is low.
A pupil called Zeinab has panic attacks.
JS in Year 5 bites his hands until they bleed.
J.S. has been sad since Christmas.
Could you look at Mohammed's attendance?
He was born on 12 May 2011 and is small for his age.
DOB 12/05/2011, very anxious.
d.o.b. 3.4.12, needs help with sleep.
His birthday is on 4 June and he dreads it.
Her date of birth is 2011-05-12.
UPN A123456789012, see the file.
The UPN is H80120000105A.
NHS number 943 476 5919.
Her NHS no is 9434765919, please look her up.
You can ring Mum on 07700 900123.
The family's number is 01632 960 123.
Phone +44 7700 900 456 after four.
They live at 12 Mill Lane, NG1 4BT.
Postcode is sw1a 1aa if you need it.
Write to mum at halina.w@example.org please.
The pupil's name is Oskar and he is in Year 2.
My pupil Aisha Begum cries each morning.
We met with Olivia and her mother.
Since March Amelia has not eaten lunch.
The boy named Tyrell hits others.
For Kacper W. we have tried a quiet room.
Student K in Year 9 is cutting.
Child B. will not speak in class.
Is there a place for Sophie on the group?
Yesterday Ruby said she wanted to die.
What can we do for Muhammad? He is 8.
Theo's dad left and Theo is angry.
Her brother Alfie had your help in 2023.
Please advise about Freya Johnson, Year 11.
I teach Isla and I see marks on her arms.
The head asked me to write about Noah.
It is about Daniel (Y7).
Jessica's mum agrees to this.
Maja, a pupil called Maja, cries.
A.K. in 8B told me about home.
We think T.W. is at risk of exclusion.
MB has an EHCP and is very low.
Ibrahim will not leave his coat.
The twins Lily and Ivy share a bed.
Her initials are RP and she is 14.
Dear Priya, can you help with Harry?
Grace Miller has stopped eating.
Our lad Connor was sent home again.
Lucas - Y3 - hides under tables.
born 1st of February 2014, looked after
He turned ten, born 9 Jan 2016.
Contact dad 0161 496 0000 in the evening.
See our mail to office@example.sch.uk about this girl.
Her name is Xanthe.
A girl called Saoirse does not sleep.
Bartosz and his sister are new.
This is about Ruby-Mae in Reception.
Poppy won't come out of the car.
Same as before with Ethan: he ran off.
""".strip().splitlines()
